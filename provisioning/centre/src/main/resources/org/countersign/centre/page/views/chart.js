/** One number of a station over time. */
import { get, stationPath } from "../api.js";
import { attribute, el, fill, setText } from "../dom.js";
import { fleet } from "../fleet.js";
import { DAY, number, time } from "../format.js";
import { words, wordsOr } from "../language.js";
import { failure, heading, moment, poll, table } from "../parts.js";
import { to, toStation } from "../router.js";
import { Plot } from "./plot.js";
import { metricName } from "./station-blocks.js";

const SPANS = { "1h": DAY / 24, "6h": DAY / 4, "1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY };

/** Spans that the time is divided into. */
const POINTS = 400;

/** Milliseconds between two looks. */
const PAUSE = 10_000;

export function title({ parts, query }) {
  const subject = [parts[1], query.get("device")].filter(Boolean).join(" / ");
  return words("chart.of", { metric: metricName({ name: query.get("metric") ?? "" }), subject });
}

export function show(main, route, signal) {
  const [district = "", station = ""] = route.parts;
  const span = Object.hasOwn(SPANS, route.query.get("span") ?? "") ? route.query.get("span") : "1d";
  const canvas = el("div", { class: "plot", role: "img", "aria-label": title(route) });
  const summary = el("p", { class: "summary" });
  const pointed = el("p", { class: "pointed", "aria-hidden": "true" });
  const values = drawer();
  main.append(
    heading(title(route)),
    el("p", {}, el("a", { href: toStation(district, station) }, words("chart.back"))),
    spans(route, span),
    canvas,
    pointed,
    summary,
    values.node,
  );
  let unit = "";
  const plot = new Plot(canvas, signal, (point) => setText(pointed, point ? pointText(point, unit) : ""));
  poll(signal, PAUSE, async () => {
    const until = Math.round(fleet.now());
    const query = { device: route.query.get("device"), metric: route.query.get("metric"), from: until - SPANS[span], to: until, points: POINTS };
    try {
      const history = await get(`${stationPath(district, station)}/history`, { query, signal });
      unit = history.unit ?? "";
      const text = summaryText(history.points, unit);
      setText(summary, text);
      attribute(canvas, "aria-label", text);
      values.show(history.points);
      await plot.show(history.points, until - SPANS[span], until);
    } catch (problem) {
      if (!signal.aborted) {
        fill(summary, failure(problem));
      }
    }
  });
}

function spans(route, shown) {
  const query = Object.fromEntries(route.query);
  const link = (span) =>
    el("a", { href: to("station", route.parts, { ...query, span }), "aria-current": span === shown && "true" }, words(`chart.span.${span}`));
  return el("nav", { class: "spans", "aria-label": words("chart.span") }, el("ul", {}, Object.keys(SPANS).map((span) => el("li", {}, link(span)))));
}

const withUnit = (value, unit) => `${number(value)} ${wordsOr(`unit.${unit}`, unit)}`.trim();

function summaryText(points, unit) {
  if (points.length === 0) {
    return words("chart.none");
  }
  const min = Math.min(...points.map((point) => point[1]));
  const max = Math.max(...points.map((point) => point[2]));
  return words("chart.summary", { min: withUnit(min, unit), max: withUnit(max, unit), last: withUnit(points.at(-1)[3], unit) });
}

function pointText([at, min, max, last], unit) {
  return `${time(at)}: ${withUnit(last, unit)}${min < max ? ` (${number(min)} – ${number(max)})` : ""}`;
}

/** The same for who does not see the drawing; made while it is open. */
function drawer() {
  const content = el("div");
  const node = el("details", { class: "block" }, el("summary", {}, words("chart.table")), content);
  const columns = ["begin", "min", "max", "last"].map((name) => words(`chart.${name}`));
  let shown = [];
  const draw = () => {
    if (node.open) {
      const rows = shown.map(([at, ...three]) => [moment(at), ...three.map((value) => number(value))]).reverse();
      fill(content, table(words("chart.table"), columns, rows));
    }
  };
  node.addEventListener("toggle", draw);
  const show = (points) => {
    shown = points;
    draw();
  };
  return { node, show };
}
