/** Blocks of a station's page: stock, days left, records, and numbers with a link to their chart. */
import { el, icon } from "../dom.js";
import { fleet } from "../fleet.js";
import { clock, metricValue, number } from "../format.js";
import { words, wordsOr } from "../language.js";
import { daysLeft, drawable, forecast, valueOf } from "../metrics.js";
import { age, block, facts } from "../parts.js";
import { to } from "../router.js";
import { says } from "../trouble.js";

/** Days below which what is left stands out. */
const SOON = 14;

/** What is in the feeders and on record, what became of it, and how long it lasts. */
export function stock(metrics, groups, pace, link) {
  const last = forecast(valueOf(metrics, "Stock/Blank On Record"), pace ?? []);
  const status = valueOf(metrics, "Stock/Status");
  const soon = status === "low" || status === "empty" || last?.days < SOON;
  return block(
    words("station.stock"),
    last && el("p", { class: soon ? "forecast soon" : "forecast" }, words("station.forecast", { perDay: number(last.perDay), count: Math.floor(last.days) })),
    metricFacts([...(groups.get("Stock") ?? []), ...(groups.get("Cards") ?? []), ...(groups.get("Jobs") ?? [])], link),
  );
}

/** What the station has raised in its records and not cleared, the oldest first. */
export function alarms({ alarms: raised = [] }) {
  return (
    raised.length > 0 &&
    block(
      words("station.alarms"),
      raised.map(({ subject, what, todo, detail, since, grave }) =>
        el(
          "div",
          {},
          el("p", { class: grave ? "soon" : null }, el("b", {}, subject ? `${subject}: ${what}` : what), " ", age(since)),
          says(detail),
          todo && el("p", { class: "todo" }, el("span", {}, words("todo")), " ", el("b", {}, todo)),
        ),
      ),
    )
  );
}

/** What ends by itself, or is used up: certificates, the grant, stock. */
export function left(metrics, link) {
  const all = daysLeft(metrics, fleet.now());
  const serials = metrics.filter(({ name, value }) => name === "Grant/Serials" && typeof value === "number");
  return block(
    words("station.left"),
    all.length > 0
      ? facts(all.map((one) => [metricName(one.metric), ending(one)]))
      : el("p", {}, words("station.left.none")),
    metricFacts(serials, link),
  );
}

function ending({ metric, days }) {
  const text = days < 0 ? words("station.left.over") : words("duration.days", { count: Math.floor(days) });
  return el("span", {}, el("span", { class: days < SOON ? "soon" : null }, text), metric.type === "DateTime" ? `, ${clock(metric.value)}` : null);
}

/** How much of the station's ledger is at the centre. */
export function records({ records: stored }, groups, link) {
  return block(
    words("station.records"),
    facts([
      [words("station.records.epoch"), number(stored.epoch)],
      [words("station.records.through"), number(stored.through)],
    ]),
    metricFacts(groups.get("Records") ?? [], link),
    ...stored.gaps.map(gap),
  );
}

/** Records that are lost, and what to do. */
function gap({ after, through, what, todo }) {
  return el("p", {}, `${number(after + 1)}–${number(through)}: ${what}. ${todo}.`);
}

/** Metrics by their names in the reader's language. */
export function metricFacts(metrics, link) {
  return facts(metrics.map((metric) => [metricName(metric), el("span", {}, told(metric), " ", link(metric))]));
}

/** States of a closed set are told in the reader's words. */
function told(metric) {
  const set = { "Stock/Status": "status", "Self Test/Verdict": "verdict", "Self Test/Limit": "limit" }[metric.name];
  return set && typeof metric.value === "string" ? wordsOr(`${set}.${metric.value}`, metricValue(metric)) : metricValue(metric);
}

/** A metric's name in the reader's language; as the station sends it, if the page has no word for it. */
export function metricName({ name }) {
  const [, step, kind] = /^Steps\/(.+)\/(Last|Mean)$/.exec(name) ?? [];
  if (step) {
    return words(`metric.step.${kind.toLowerCase()}`, { step: wordsOr(`step.${step}`, step) });
  }
  const [, family, which] = /^(Certificates|Forecast)\/(.+)\/(?:Ends|Days)$/.exec(name) ?? [];
  return family ? words(`metric.${family}`, { which: wordsOr(`${family === "Forecast" ? "limit" : "use"}.${which}`, which) }) : wordsOr(`metric.${name}`, name);
}

/** Link to a metric's chart; null where there is nothing to draw. */
export function chartLink({ district, station }, metric, device) {
  if (!drawable(metric)) {
    return null;
  }
  const href = to("station", [district, station, "chart"], { device, metric: metric.name });
  const label = words("metric.chart", { name: metricName(metric) });
  return el("a", { class: "chart", href, "aria-label": label, title: label }, icon("chart"));
}
