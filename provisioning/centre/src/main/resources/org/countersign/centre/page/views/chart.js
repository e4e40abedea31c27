/** One number of a station over time. */
import { get, stationPath } from "../api.js";
import { el, fill } from "../dom.js";
import { fleet } from "../fleet.js";
import { DAY, number, time } from "../format.js";
import { words, wordsOr } from "../language.js";
import { failure, heading, poll, table } from "../parts.js";
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
  const [district, station] = route.parts;
  const span = Object.hasOwn(SPANS, route.query.get("span") ?? "") ? route.query.get("span") : "1d";
  const canvas = el("div", { class: "plot", role: "img" });
  const summary = el("p", { class: "summary" });
  const values = el("details", { class: "block" });
  main.append(
    heading(title(route)),
    el("p", {}, el("a", { href: toStation(district, station) }, words("chart.back"))),
    spans(route, span),
    canvas,
    summary,
    values,
  );
  const plot = new Plot(canvas, signal);
  poll(signal, PAUSE, async () => {
    const until = Math.round(fleet.now());
    const query = { device: route.query.get("device"), metric: route.query.get("metric"), from: until - SPANS[span], to: until, points: POINTS };
    try {
      const history = await get(`${stationPath(district, station)}/history`, { query, signal });
      tell(history, summary, values, canvas);
      await plot.show(history, until - SPANS[span], until);
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

/** The same for who does not see the drawing. */
function tell({ points, unit = "" }, summary, values, canvas) {
  const withUnit = (value) => `${number(value)} ${wordsOr(`unit.${unit}`, unit)}`.trim();
  if (points.length === 0) {
    fill(summary, words("chart.none"));
    fill(values);
    return;
  }
  const least = Math.min(...points.map(([, min]) => min));
  const greatest = Math.max(...points.map(([, , max]) => max));
  const text = words("chart.summary", { min: withUnit(least), max: withUnit(greatest), last: withUnit(points.at(-1)[3]) });
  fill(summary, text);
  canvas.setAttribute("aria-label", text);
  const columns = ["begin", "min", "max", "last"].map((name) => words(`chart.${name}`));
  const rows = points.map(([at, ...three]) => [time(at), ...three.map((value) => number(value))]).reverse();
  fill(values, el("summary", {}, words("chart.table")), table(words("chart.table"), columns, rows));
}
