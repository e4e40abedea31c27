/** Parts that several views show. */
import { el, fill, icon } from "./dom.js";
import { fleet } from "./fleet.js";
import { clock, duration, iso, number, time } from "./format.js";
import { words } from "./language.js";
import { toStation, toStations } from "./router.js";

export const CAPACITIES = ["full", "reduced", "none", "unknown", "away"];

/** The heading of a view; what is focused when the view is entered. */
export const heading = (text) => el("h1", { tabindex: "-1" }, text);

/** A capacity by shape, word and colour. */
export function capacityMark(capacity) {
  const known = CAPACITIES.includes(capacity) ? capacity : "unknown";
  return el("span", { class: `mark ${known}` }, icon(known), words(`capacity.${known}`));
}

/** When something was. */
export const moment = (millis) => el("time", { datetime: iso(millis) }, time(millis));

/** Since when something is, and how long that is; the frame keeps it up to date (`refreshAges`). */
export function age(since) {
  const node = el("time", { datetime: iso(since), title: time(since), "data-since": since });
  node.textContent = ageText(node);
  return node;
}

function ageText(node) {
  const since = Number(node.dataset.since);
  return words("age", { time: clock(since), age: duration(fleet.now() - since) });
}

/** Writes the ages that are shown as they are now. */
export function refreshAges() {
  for (const node of document.querySelectorAll("time[data-since]")) {
    const text = ageText(node);
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }
}

/** Link to a station's page. */
export const stationLink = (district, station) => el("a", { href: toStation(district, station) }, station);

/** Link to a district's stations. */
export const districtLink = (district) => el("a", { href: toStations({ district }) }, district);

/** Counts of stations by capacity, each a link to those stations; what is none is left out. */
export function counts(stations, district) {
  return el(
    "ul",
    { class: "counts" },
    CAPACITIES.filter((capacity) => stations[capacity] > 0).map((capacity) =>
      el("li", {}, el("a", { class: `mark ${capacity}`, href: toStations({ district, capacity }) }, icon(capacity), number(stations[capacity]), " ", words(`capacity.${capacity}`))),
    ),
  );
}

/**
 * A table; on a narrow screen each row becomes a card whose cells name their column.
 *
 * @param caption said by screen readers
 * @param columns headings
 * @param rows of nodes or texts, one for each column
 */
export function table(caption, columns, rows) {
  return el(
    "table",
    {},
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
    el("tbody", {}, rows.map((cells) => row(columns, cells))),
  );
}

/** One row of such a table. */
export function row(columns, cells) {
  const td = (cell, at) => el("td", { "data-column": columns[at] }, cell ?? "");
  return el("tr", {}, cells.map((cell, at) => (at === 0 ? el("th", { scope: "row", "data-column": columns[0] }, cell ?? "") : td(cell, at))));
}

/** Pairs of a name and what it is. Pairs whose second is null are left out. */
export function facts(pairs) {
  return el(
    "dl",
    { class: "facts" },
    pairs.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}

/** A block with a heading of its own. */
export function block(title, ...children) {
  return el("section", { class: "block" }, el("h2", {}, title), ...children);
}

/** What went wrong, with a way to try again. */
export function failure(problem, again) {
  return el(
    "div",
    { class: "failure", role: "alert" },
    el("p", {}, words("failed", { detail: problem.message })),
    again && el("button", { type: "button", on: { click: again } }, words("failed.again")),
  );
}

/**
 * Fills an element with what a question brings. A question that the view's end cut short is nobody's failure.
 *
 * @param work asks and gives the nodes to show
 */
export async function load(element, signal, work) {
  fill(element, el("p", { class: "loading" }, words("loading")));
  try {
    const nodes = await work();
    if (!signal.aborted) {
      fill(element, nodes);
    }
  } catch (problem) {
    if (!signal.aborted) {
      fill(element, failure(problem, () => load(element, signal, work)));
    }
  }
}

/** Repeats work with pauses until the view ends; nothing is asked for a page that nobody sees. */
export function poll(signal, pause, work) {
  const next = async () => {
    if (!document.hidden) {
      await work();
    }
    if (!signal.aborted) {
      const timer = setTimeout(next, pause);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    }
  };
  return next();
}
