/** Blocks of a station's page: a device, and seconds per step. */
import { el } from "../dom.js";
import { metricValue, number } from "../format.js";
import { words, wordsOr } from "../language.js";
import { drawable, grouped, steps, units, valueOf } from "../metrics.js";
import { age, block, facts, table } from "../parts.js";

const ABLE = ["online", "deviceBusy"];

/**
 * What a device says of itself.
 *
 * @param link gives the link to a metric's chart, or null
 */
export function deviceBlock(device, link) {
  const value = (name) => valueOf(device.metrics, name);
  const state = device.presence === "online" ? value("State") : device.presence;
  const able = device.presence === "online" && ABLE.includes(state);
  const rung = value("Recovery/Rung");
  const linked = (metric) => link(metric, device.id);
  return el(
    "section",
    { class: `block device ${able ? "full" : "none"}` },
    el("h2", {}, device.id),
    value("Detail") && el("p", { class: "detail" }, value("Detail")),
    facts([
      [words("device.state"), el("span", {}, wordsOr(device.presence === "online" ? `state.${state}` : `presence.${state}`, state ?? "–"), ", ", age(device.since))],
      [words("device.chip"), value("Chip") === undefined ? null : wordsOr(`chip.${value("Chip")}`, value("Chip"))],
      [words("device.recovery"), rung ? words("device.recovery.text", { rung, attempt: value("Recovery/Attempt"), reason: value("Recovery/Reason") }) : null],
      ...["Properties/Model", "Properties/Driver"].map((name) => [words(`metric.${name}`), value(name) ?? null]),
      [words("device.cards"), tally(value)],
      ...units(device.metrics).map((unit) => [unit.unit, unitText(unit)]),
    ]),
    el("details", {}, el("summary", {}, words("station.steps")), stepsTable(device.metrics, linked)),
    el("details", {}, el("summary", {}, words("station.metrics")), others(device.metrics, linked)),
  );
}

function tally(value) {
  const [issued, spoiled, doubt] = ["Issued", "Spoiled", "In Doubt"].map((name) => value(`Cards/${name}`));
  return issued === undefined ? null : words("device.cards.text", { issued, spoiled: spoiled ?? 0, doubt: doubt ?? 0 });
}

function unitText({ count = "–", threshold = "–", status }) {
  return el("span", {}, words("device.unit", { count, threshold }), " ", el("span", { class: `status ${status}` }, wordsOr(`status.${status}`, status ?? "")));
}

function others(metrics, linked) {
  const rest = [...grouped(metrics)].filter(([group]) => group !== "Steps").flatMap(([, all]) => all);
  return facts(rest.map((metric) => [metric.name, el("span", {}, metricValue(metric), " ", drawable(metric) && linked(metric))]));
}

/** Where a card's time goes, as numbers and as bars. */
export function stepsBlock(metrics, link) {
  return block(words("station.steps"), stepsTable(metrics, link));
}

function stepsTable(metrics, link) {
  const all = steps(metrics);
  if (all.length === 0) {
    return el("p", {}, words("station.steps.none"));
  }
  const longest = Math.max(...all.filter(({ step }) => step !== "total").map(({ mean = 0 }) => mean), 0.001);
  const columns = [words("metric.name"), words("station.steps.last"), words("station.steps.mean")];
  return table(words("station.steps"), columns, all.map((step) => stepCells(step, longest, metrics, link)));
}

function stepCells({ step, last, mean }, longest, metrics, link) {
  const metric = metrics.find(({ name }) => name === `Steps/${step}/Mean`);
  const bar = el("span", { class: "bar", "aria-hidden": "true" });
  bar.style.width = `${step === "total" ? 0 : Math.min(100, ((mean ?? 0) / longest) * 100)}%`;
  const seconds = (value) => (value === undefined ? "–" : number(value));
  return [wordsOr(`step.${step}`, step), seconds(last), el("span", { class: "barred" }, el("span", {}, seconds(mean), " ", metric && link(metric)), bar)];
}
