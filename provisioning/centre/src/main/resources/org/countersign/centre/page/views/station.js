/** One station: what it can do, what it holds, its devices, its newest cards. */
import { get, stationPath } from "../api.js";
import { el, fill } from "../dom.js";
import { fleet } from "../fleet.js";
import { DAY, duration, metricValue, number, time } from "../format.js";
import { words, wordsOr } from "../language.js";
import { grouped } from "../metrics.js";
import { age, block, capacityMark, districtLink, facts, failure, heading, moment, poll, table } from "../parts.js";
import { pastSilences, silenceNodes, todoOf } from "../silence.js";
import { says } from "../trouble.js";
import { boxBlock, OF_BOX } from "./box.js";
import { cards } from "./cards.js";
import { deviceBlock, stepsBlock } from "./device.js";
import { plansBlock } from "./plans.js";
import { retirement } from "./retire.js";
import { alarms, chartLink, left, metricFacts, records, stock } from "./station-blocks.js";

/** Milliseconds between two looks. */
const PAUSE = 3_000;

/** Values that the table holds: a station that went wild must not bring the reader's browser down. */
const MOST = 1_000;

/** Groups of metrics that have a block of their own. */
const TOLD = ["Stock", "Cards", "Steps", "Self Test", "Records", "Properties", "Issuing", "Jobs", "Devices", "Heartbeat", "Stop", "Box", "Link", "Power", "Certificates", "Grant", "Forecast"];

export const title = (route) => `${route.parts[1] ?? ""} · ${route.parts[0] ?? ""}`;

export function show(main, route, signal) {
  const [district = "", station = ""] = route.parts;
  const said = el("div");
  const parts = { head: el("div"), blocks: el("div", { class: "blocks" }), silences: el("div"), cards: el("div"), metrics: el("details", { class: "block" }) };
  main.append(heading(station), el("p", { class: "of" }, districtLink(district)), said, parts.head, plansBlock(district, station, signal), parts.blocks);
  main.append(parts.silences, parts.cards, parts.metrics, ...[retirement(district, station)].filter(Boolean));
  parts.metrics.hidden = true;
  const drawer = el("div");
  parts.metrics.append(el("summary", {}, words("station.metrics")), drawer);
  parts.metrics.addEventListener("toggle", () => shown && drawMetrics());
  const drawMetrics = () => parts.metrics.open && redraw(drawer, metrics(shown));
  let shown = null;
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
        shown = now;
        drawMetrics();
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

function draw(parts, station, pace) {
  redraw(parts.head, [condition(station)]);
  redraw(parts.blocks, blocks(station, pace));
  redraw(parts.silences, [pastSilences(station.silences ?? [])].filter(Boolean));
  redraw(parts.cards, [station.records && cards(station.records.cards)].filter(Boolean));
  parts.metrics.hidden = false;
}

/** What the reader has in use stays as it is: focus and open drawers are kept by their place. */
function redraw(parent, nodes) {
  const open = [...parent.querySelectorAll("details")].map((drawer) => drawer.open);
  const focused = [...parent.querySelectorAll("a, summary")].indexOf(document.activeElement);
  fill(parent, nodes);
  parent.querySelectorAll("details").forEach((drawer, at) => (drawer.open = open[at] ?? false));
  if (focused >= 0) {
    parent.querySelectorAll("a, summary")[focused]?.focus({ preventScroll: true });
  }
}

function condition({ condition: now, presence, since, heardAt, clockAheadMillis, silence }) {
  const todo = todoOf({ todo: now.todo, silence });
  return el(
    "section",
    { class: `block head ${now.capacity}` },
    el("p", { class: "place" }, capacityMark(now.capacity), el("b", { class: "what" }, now.what)),
    el("p", { class: "since" }, age(now.since)),
    says(now.detail),
    silenceNodes(silence),
    todo && now.cause !== "ok" && el("p", { class: "todo" }, el("span", {}, words("todo")), " ", el("b", {}, todo)),
    facts([
      [words("waiting.heading"), number(now.waiting)],
      [words("station.devices"), words("devices.able", { able: now.able, configured: now.configured })],
      [words("station.presence"), el("span", {}, wordsOr(`presence.${presence}`, presence), ", ", age(since))],
      [words("station.heard"), heardAt === undefined ? null : time(heardAt)],
      [words("station.clock"), clockText(clockAheadMillis)],
    ]),
    presence !== "online" && el("p", { class: "hint" }, words("station.stale")),
  );
}

/** A second more or less is the way of the message, not the clock. */
function clockText(ahead) {
  if (ahead === undefined) {
    return null;
  }
  const way = Math.abs(ahead) < 2_000 ? "right" : ahead > 0 ? "ahead" : "behind";
  return words(`station.clock.${way}`, { age: duration(Math.abs(ahead)) });
}

/** Devices first: where no card is made, their own words mostly tell why. */
function blocks(station, pace) {
  const groups = grouped(station.metrics);
  const link = (metric, device) => chartLink(station, metric, device);
  return [
    alarms(station),
    ...station.devices.map((device) => deviceBlock(device, link)),
    station.devices.length === 0 && block(words("station.devices"), el("p", {}, words("station.devices.none"))),
    stock(station.metrics, groups, pace, link),
    stepsBlock(station.metrics, link),
    left(station.metrics, link),
    boxBlock(station.metrics),
    groups.has("Self Test") && block(words("station.selfTest"), metricFacts(groups.get("Self Test"), link)),
    station.records && records(station, groups, link),
    groups.has("Properties") && block(words("station.versions"), metricFacts(groups.get("Properties").filter(({ name }) => !OF_BOX.includes(name)), link)),
  ];
}

/** Every value under the name that the station sends; what no block shows comes first. */
function metrics(station) {
  const columns = ["name", "value", "at"].map((name) => words(`metric.${name}`));
  const groups = [...grouped(station.metrics)];
  const all = [false, true].flatMap((told) => groups.filter(([group]) => TOLD.includes(group) === told)).flatMap(([, some]) => some);
  const rows = all.slice(0, MOST).map((metric) => [metric.name, el("span", {}, metricValue(metric), " ", chartLink(station, metric)), moment(metric.at)]);
  const left = all.length - rows.length;
  return [table(words("station.metrics"), columns, rows), left > 0 && el("p", { class: "hint" }, words("station.metrics.more", { count: left }))];
}
