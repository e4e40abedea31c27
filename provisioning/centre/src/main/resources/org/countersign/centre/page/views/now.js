/** The first screen: what stops cards now, where, since when, and what to do. */
import { el, fill, icon, keyed, setText } from "../dom.js";
import { fleet } from "../fleet.js";
import { number } from "../format.js";
import { where } from "../frame.js";
import { words } from "../language.js";
import { age, CAPACITIES, capacityMark, districtLink, heading, stationLink } from "../parts.js";
import { to, toStations } from "../router.js";

export const title = () => words("view.now");

export function show(main, route, signal) {
  const tiles = el("ul", { class: "tiles", "aria-label": words("now.fleet") });
  const wide = el("div");
  const list = el("ol", { class: "stopped", "aria-label": words("now.list") });
  const rest = el("p", { class: "rest" });
  const rows = keyed(list, (stop) => JSON.stringify([stop.district, stop.station]), stopped);
  main.append(heading(title()), tiles, wide, list, rest);

  const drawOverview = () => {
    if (fleet.overview) {
      drawTiles(tiles, fleet.overview);
      rows(fleet.overview.stopped);
      drawRest(rest, fleet.overview);
    } else {
      setText(rest, words("loading"));
    }
  };
  const drawWide = () => fill(wide, wideAlerts());
  fleet.addEventListener("overview", drawOverview, { signal });
  fleet.addEventListener("alerts", drawWide, { signal });
  drawOverview();
  drawWide();
}

function drawTiles(tiles, { stations, waiting }) {
  if (!tiles.children.length) {
    tiles.append(...CAPACITIES.map(tile), el("li", { class: "tile" }, el("b", { id: "waiting" }), el("span", {}, words("waiting.all"))));
  }
  CAPACITIES.forEach((capacity, at) => setText(tiles.children[at].querySelector("b"), number(stations[capacity])));
  setText(tiles.querySelector("#waiting"), number(waiting));
}

function tile(capacity) {
  return el(
    "li",
    { class: `tile ${capacity}` },
    el("a", { href: toStations({ capacity }) }, el("b", {}), el("span", {}, icon(capacity), words(`capacity.${capacity}`)), el("small", {}, words(`capacity.${capacity}.text`))),
  );
}

/** A station that makes no cards, or fewer than it should. */
function stopped(stop) {
  return el(
    "li",
    { class: `stop ${stop.capacity}` },
    el("p", { class: "waits" }, el("b", {}, number(stop.waiting)), " ", words("waiting.heading")),
    el("p", { class: "place" }, stationLink(stop.district, stop.station), el("span", { class: "of" }, districtLink(stop.district)), capacityMark(stop.capacity)),
    el("p", { class: "what" }, stop.what, " ", age(stop.since), " · ", words("devices.able", { able: stop.able, configured: stop.configured })),
    stop.detail && el("p", { class: "detail" }, el("span", {}, words("says")), " ", el("q", {}, stop.detail)),
    stop.todo && el("p", { class: "todo" }, el("span", {}, words("todo")), " ", stop.todo),
  );
}

function drawRest(rest, { stopped: named, more, stations }) {
  const count = CAPACITIES.reduce((sum, capacity) => sum + stations[capacity], 0);
  rest.className = named.length ? "rest" : "rest good";
  const text = named.length ? "" : `${words("now.nothing")} ${words("now.nothing.text", { count })}`;
  fill(rest, more > 0 ? el("a", { href: toStations({ capacity: "none,unknown,reduced" }) }, words("now.more", { count: more })) : text);
}

/** Causes that are no single station's: one line instead of fifty rows to be read. */
function wideAlerts() {
  const alerts = fleet.open.filter((alert) => alert.scope.kind !== "station");
  return alerts.length > 0 && [
    el("h2", {}, words("now.wide")),
    el(
      "ul",
      { class: "wide" },
      alerts.slice(0, 5).map((alert) =>
        el(
          "li",
          {},
          el("a", { href: to("alerts") }, where(alert.scope)),
          ` ${alert.what} · ${words("stations", { count: alert.stations })} · ${words("waiting", { count: alert.waiting })} · `,
          age(alert.since),
          el("br"),
          el("span", { class: "todo" }, el("span", {}, words("todo")), " ", alert.todo),
        ),
      ),
    ),
  ];
}
