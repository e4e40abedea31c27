/** One station: what it can do, what it holds, its devices, its newest cards. */
import { get, stationPath } from "../api.js";
import { el, fill, icon } from "../dom.js";
import { fleet } from "../fleet.js";
import { DAY, duration, metricValue, number, time } from "../format.js";
import { words, wordsOr } from "../language.js";
import { daysLeft, drawable, forecast, grouped, valueOf } from "../metrics.js";
import { age, block, capacityMark, districtLink, facts, failure, heading, poll, table } from "../parts.js";
import { to } from "../router.js";
import { deviceBlock, stepsBlock } from "./device.js";

/** Milliseconds between two looks. */
const PAUSE = 3_000;

/** Groups of metrics that have a block of their own. */
const TOLD = ["Stock", "Cards", "Steps", "Self Test", "Records", "Properties", "Issuing", "Jobs", "Devices"];

export const title = (route) => `${route.parts[1] ?? ""} · ${route.parts[0] ?? ""}`;

export function show(main, route, signal) {
  const [district, station] = route.parts;
  const said = el("div");
  const parts = { head: el("div"), blocks: el("div", { class: "blocks" }), metrics: el("details", { class: "block" }) };
  main.append(heading(station ?? ""), el("p", { class: "of" }, districtLink(district ?? "")), said, parts.head, parts.blocks, parts.metrics);
  let pace = null;
  let before = "";
  issued(district, station, signal).then((points) => (pace = points));
  poll(signal, PAUSE, async () => {
    try {
      const now = await get(stationPath(district, station), { signal });
      const state = JSON.stringify([now, pace]);
      if (state !== before && !signal.aborted) {
        draw(parts, now, pace);
        before = state;
      }
      fill(said);
    } catch (problem) {
      if (!signal.aborted) {
        fill(said, failure(problem));
      }
    }
  });
}

/** Cards issued in the last two weeks; none, if the centre cannot say. */
async function issued(district, station, signal) {
  const query = { metric: "Cards/Issued", from: Math.round(fleet.now() - 14 * DAY), points: 14 };
  const history = await get(`${stationPath(district, station)}/history`, { query, signal }).catch(() => null);
  return history?.points ?? [];
}

/** A button or a drawer that the reader has in use stays as it is: focus and open drawers are kept by their place. */
function draw(parts, station, pace) {
  fill(parts.head, condition(station));
  const open = [...parts.blocks.querySelectorAll("details")].map((drawer) => drawer.open);
  const links = [...parts.blocks.querySelectorAll("a, summary")];
  const focused = links.indexOf(document.activeElement);
  fill(parts.blocks, blocks(station, pace));
  parts.blocks.querySelectorAll("details").forEach((drawer, at) => (drawer.open = open[at] ?? false));
  if (focused >= 0) {
    parts.blocks.querySelectorAll("a, summary")[focused]?.focus({ preventScroll: true });
  }
  drawMetrics(parts.metrics, station);
}

function condition({ condition: now, presence, since, heardAt, clockAheadMillis }) {
  return el(
    "section",
    { class: `stop head ${now.capacity}` },
    el("p", { class: "place" }, capacityMark(now.capacity), el("b", {}, now.what), age(now.since)),
    now.detail && el("p", { class: "detail" }, el("span", {}, words("says")), " ", el("q", {}, now.detail)),
    now.todo && el("p", { class: "todo" }, el("span", {}, words("todo")), " ", now.todo),
    facts([
      [words("waiting.heading"), number(now.waiting)],
      [words("station.devices"), words("devices.able", { able: now.able, configured: now.configured })],
      [words("station.presence"), [wordsOr(`presence.${presence}`, presence), ", ", age(since)].map((part) => part)],
      [words("station.heard"), heardAt === undefined ? null : time(heardAt)],
      [words("station.clock"), clock(clockAheadMillis)],
    ].map(([name, value]) => [name, Array.isArray(value) ? el("span", {}, ...value) : value])),
    presence !== "online" && el("p", { class: "hint" }, words("station.stale")),
  );
}

/** A second more or less is the way of the message, not the clock. */
function clock(ahead) {
  if (ahead === undefined) {
    return null;
  }
  const way = Math.abs(ahead) < 2_000 ? "right" : ahead > 0 ? "ahead" : "behind";
  return words(`station.clock.${way}`, { age: duration(Math.abs(ahead)) });
}

function blocks(station, pace) {
  const groups = grouped(station.metrics);
  const link = (metric, device) => chartLink(station, metric, device);
  return [
    stock(station.metrics, groups, pace, link),
    stepsBlock(station.metrics, link),
    left(station.metrics),
    groups.has("Self Test") && block(words("station.selfTest"), metricFacts(groups.get("Self Test"), link)),
    ...station.devices.map((device) => deviceBlock(device, link)),
    station.devices.length === 0 && block(words("station.devices"), el("p", {}, words("station.devices.none"))),
    cards(station.records),
    records(station, groups, link),
    groups.has("Properties") && block(words("station.versions"), metricFacts(groups.get("Properties"), link)),
  ];
}

function stock(metrics, groups, pace, link) {
  const last = forecast(valueOf(metrics, "Stock/Blank On Record"), pace ?? []);
  return block(
    words("station.stock"),
    last && el("p", { class: "forecast" }, words("station.forecast", { perDay: number(last.perDay), count: Math.floor(last.days) })),
    metricFacts([...(groups.get("Stock") ?? []), ...(groups.get("Cards") ?? []), ...(groups.get("Jobs") ?? [])], link),
  );
}

function left(metrics) {
  const all = daysLeft(metrics);
  return block(
    words("station.left"),
    all.length > 0
      ? facts(all.map((metric) => [metricName(metric), el("span", { class: metric.value < 14 ? "soon" : null }, metricValue(metric))]))
      : el("p", {}, words("station.left.none")),
  );
}

function records({ records: stored }, groups, link) {
  return block(
    words("station.records"),
    facts([
      [words("station.records.epoch"), number(stored.epoch)],
      [words("station.records.through"), number(stored.through)],
    ]),
    metricFacts(groups.get("Records") ?? [], link),
  );
}

function cards({ cards: newest }) {
  const columns = ["serial", "kind", "at", "profile", "chip"].map((name) => words(`card.${name}`));
  return el(
    "section",
    { class: "block wide" },
    el("h2", {}, words("station.cards")),
    newest.length > 0 ? table(words("station.cards"), columns, newest.map(cardCells)) : el("p", {}, words("station.cards.none")),
  );
}

/** Serial, what happened, when, profile and chip of a card. */
export function cardCells(card) {
  const kind = card.kind === "issued" ? words("card.issued") : card.card ? words("card.revoked.as", { card: card.card }) : words("card.revoked");
  return [card.serial, kind, time(card.at), card.profile, el("code", {}, card.chip)];
}

function metricFacts(metrics, link) {
  return facts(metrics.map((metric) => [metricName(metric), el("span", {}, told(metric), " ", link(metric))]));
}

/** States of a closed set are told in the reader's words. */
function told(metric) {
  const set = { "Stock/Status": "status", "Self Test/Verdict": "verdict", "Self Test/Limit": "limit" }[metric.name];
  return set && typeof metric.value === "string" ? wordsOr(`${set}.${metric.value}`, metricValue(metric)) : metricValue(metric);
}

const metricName = (metric) => wordsOr(`metric.${metric.name}`, metric.name);

function chartLink({ district, station }, metric, device) {
  if (!drawable(metric)) {
    return null;
  }
  const href = to("station", [district, station, "chart"], { device, metric: metric.name });
  const label = words("metric.chart", { name: metricName(metric) });
  return el("a", { class: "chart", href, "aria-label": label, title: label }, icon("chart"));
}

function drawMetrics(drawer, station) {
  const columns = ["name", "value", "at"].map((name) => words(`metric.${name}`));
  const rest = [...grouped(station.metrics)].filter(([group]) => !TOLD.includes(group)).flatMap(([, metrics]) => metrics);
  const all = [...rest, ...station.metrics.filter((metric) => !rest.includes(metric))];
  const rows = all.map((metric) => [metric.name, el("span", {}, metricValue(metric), " ", chartLink(station, metric)), time(metric.at)]);
  fill(drawer, el("summary", {}, words("station.metrics")), table(words("station.metrics"), columns, rows));
}
