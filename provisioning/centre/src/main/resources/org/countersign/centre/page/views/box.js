/** Block of a station's page: the box itself, its power and its line, in its own last words. */
import { el } from "../dom.js";
import { fleet } from "../fleet.js";
import { duration, metricValue, number, time } from "../format.js";
import { words, wordsOr } from "../language.js";
import { valueOf } from "../metrics.js";
import { age, block, facts } from "../parts.js";

/** Properties that this block tells. */
export const OF_BOX = ["Properties/Site", "Properties/Started"];

/** What a station of an older make does not say is left out; without any of it there is no block. */
export function boxBlock(metrics) {
  const value = (name) => valueOf(metrics, name);
  const pairs = [
    [words("box.site"), value("Properties/Site") || null],
    [words("box.heartbeat"), heartbeat(value)],
    [words("box.stuck"), value("Heartbeat/Stuck") ? el("b", { class: "soon" }, value("Heartbeat/Stuck")) : null],
    [words("box.power"), power(value)],
    [words("box.booted"), value("Box/Booted") === undefined ? null : age(value("Box/Booted"))],
    [words("box.started"), value("Properties/Started") === undefined ? null : startedText(metrics)],
    [words("box.planned"), planned(value)],
    [words("box.clean"), value("Stop/Last Clean") === undefined ? null : words(`box.clean.${value("Stop/Last Clean")}`)],
    [words("box.outage"), outage(value)],
  ].filter(([, shown]) => shown !== null);
  return pairs.length > 0 && block(words("box"), facts(pairs));
}

const startedText = (metrics) => metricValue(metrics.find(({ name }) => name === "Properties/Started"));

function heartbeat(value) {
  const at = value("Heartbeat/At");
  const every = value("Heartbeat/Every");
  return at === undefined ? null : el("span", {}, age(at), every === undefined ? null : [", ", words("box.every", { age: duration(every * 1_000) })]);
}

function power(value) {
  const source = value("Power/Source");
  const charge = value("Power/Charge");
  if (!source && charge === undefined) {
    return null;
  }
  const text = [source && wordsOr(`power.${source}`, source), charge !== undefined && `${number(charge)} %`].filter(Boolean).join(", ");
  return el("span", { class: source === "battery" ? "soon" : null }, text);
}

function planned(value) {
  const reason = value("Stop/Planned");
  if (!reason) {
    return null;
  }
  const until = value("Stop/Until");
  return el("span", {}, el("q", {}, reason), until === undefined ? null : [", ", el("span", { class: until < fleet.now() ? "soon" : null }, words("silence.until", { time: time(until) }))]);
}

function outage(value) {
  const [from, to, reason] = ["From", "To", "Reason"].map((name) => value(`Link/Outage ${name}`));
  if (from === undefined) {
    return null;
  }
  const lasted = to === undefined ? "" : `, ${duration(to - from)}`;
  return el("span", {}, time(from), lasted, reason ? `, ${wordsOr(`outage.${reason}`, reason)}` : null);
}
