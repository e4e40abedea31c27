/** The first screen: what stops cards now, where, since when, and what to do. */
import { el, fill, icon, keyed, setText } from "../dom.js";
import { fleet } from "../fleet.js";
import { number } from "../format.js";
import { words } from "../language.js";
import { capacityMark, districtLink, heading, stationLink } from "../parts.js";
import { toStations } from "../router.js";
import { alertLink, covers, place, tags, troubleRow, TROUBLED } from "../trouble.js";

/** The gravest first: that is where the eye begins. */
const TILES = ["none", "unknown", "reduced", "full", "away"];

/** People who wait where no card is made, and all who wait. */
const WAITING = { "waiting-stopped": "waiting.stopped", waiting: "waiting.all" };

/** Alerts of many stations, and of alarms, that are shown. */
const WIDE = 5;

export const title = () => words("view.now");

export function show(main, route, signal) {
  const tiles = el("ul", { class: "tiles", "aria-label": words("now.fleet") });
  const wide = el("ul", { class: "stopped" });
  const list = el("ol", { class: "stopped" });
  const rest = el("p", { class: "rest" });
  const alarms = el("ul", { class: "stopped" });
  const headings = ["now.wide", "now.list", "now.alarms"].map((key) => el("h2", {}, words(key)));
  const wideRows = keyed(wide, ({ number }) => String(number), wideRow);
  const alarmRows = keyed(alarms, ({ number }) => String(number), wideRow);
  const rows = keyed(list, ({ stop }) => JSON.stringify([stop.district, stop.station]), row);
  main.append(heading(title()), tiles, headings[0], wide, headings[1], list, rest, headings[2], alarms);

  const draw = () => {
    const alerts = fleet.open.filter(({ scope }) => scope.kind === "district" || scope.kind === "fleet");
    // A station's alarm may stop no card, so that no row of the list tells it.
    const raised = fleet.open.filter(({ scope }) => scope.kind === "alarm");
    const stopped = (fleet.overview?.stopped ?? []).filter((stop) => !alerts.some((alert) => covers(alert, stop)));
    wideRows(alerts.slice(0, WIDE));
    rows(stopped.map((stop) => ({ stop, alert: fleet.open.find((alert) => covers(alert, stop)) })));
    alarmRows(raised.slice(0, WIDE));
    headings[0].hidden = alerts.length === 0;
    headings[2].hidden = raised.length === 0;
    headings[1].hidden = stopped.length === 0;
    if (fleet.overview) {
      drawTiles(tiles, fleet.overview);
      drawRest(rest, fleet.overview, stopped.length);
    } else {
      setText(rest, words("loading"));
    }
  };
  fleet.addEventListener("overview", draw, { signal });
  fleet.addEventListener("alerts", draw, { signal });
  draw();
}

function drawTiles(tiles, { stations, waiting, waitingStopped = 0 }) {
  if (!tiles.children.length) {
    tiles.append(...TILES.map(tile), ...Object.entries(WAITING).map(waitingTile));
  }
  TILES.forEach((capacity, at) => {
    const count = stations[capacity] ?? 0;
    setText(tiles.children[at].querySelector("b"), number(count));
    tiles.children[at].classList.toggle("zero", count === 0);
  });
  setText(tiles.querySelector("#waiting-stopped"), number(waitingStopped));
  tiles.querySelector("#waiting-stopped").parentElement.classList.toggle("zero", waitingStopped === 0);
  setText(tiles.querySelector("#waiting"), number(waiting));
}

const waitingTile = ([id, key]) => el("li", { class: "tile people" }, el("b", { id }), el("span", {}, words(key)));

function tile(capacity) {
  return el(
    "li",
    { class: `tile ${capacity}` },
    el("a", { href: toStations({ capacity }) }, el("b", {}), el("span", {}, icon(capacity), words(`capacity.${capacity}`)), el("small", {}, words(`capacity.${capacity}.text`))),
  );
}

/** A station that makes no cards, or fewer than it should. */
function row({ stop, alert }) {
  const where = [stationLink(stop.district, stop.station), el("span", { class: "of" }, districtLink(stop.district)), capacityMark(stop.capacity), alert && alertLink(alert)];
  const more = [words("devices.able", { able: stop.able, configured: stop.configured })];
  return troubleRow(stop.capacity, where, stop, { more, tags: alert ? tags(alert) : [] });
}

/** A cause that is no single station's: one row instead of hundreds. */
function wideRow(alert) {
  const where = [place(alert.scope), el("span", { class: "of" }, words("stations", { count: alert.stations })), alertLink(alert)];
  return troubleRow("wide", where, alert, { tags: tags(alert) });
}

/** What the rows leave off; or that all is well, which nobody can say while the centre hears nothing. */
function drawRest(rest, { link, stopped, more, stations }, shown) {
  const count = TILES.reduce((sum, capacity) => sum + (stations[capacity] ?? 0), 0);
  const left = more + stopped.length - shown;
  const good = left === 0 && shown === 0 && count > 0 && link.connected;
  rest.className = good ? "rest good" : "rest";
  fill(
    rest,
    left > 0 && el("a", { href: toStations({ capacity: TROUBLED }) }, words("now.more", { count: left })),
    good && `${words("now.nothing")} ${words("now.nothing.text", { count })}`,
    count === 0 && words("fleet.none"),
  );
}
