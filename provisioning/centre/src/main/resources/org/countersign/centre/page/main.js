/** The page's beginning: who is logged in, which view, what comes from the centre. */
import { get, session, setSession } from "./api.js";
import { showFreshness } from "./banners.js";
import { fill } from "./dom.js";
import { fleet } from "./fleet.js";
import { drawFrame, markView } from "./frame.js";
import { words } from "./language.js";
import { tell } from "./news.js";
import { failure, refreshAges } from "./parts.js";
import { findPlace, keepPlace } from "./place.js";
import { parse } from "./router.js";
import * as alerts from "./views/alerts.js";
import * as audit from "./views/audit.js";
import * as chart from "./views/chart.js";
import * as commissioning from "./views/commissioning.js";
import * as grid from "./views/grid.js";
import * as login from "./views/login.js";
import * as now from "./views/now.js";
import * as search from "./views/search.js";
import * as station from "./views/station.js";
import * as stations from "./views/stations.js";
import * as unknown from "./views/unknown.js";

/** Each has `title(route)` and `show(main, route, signal)`; a view ends when its signal is aborted. */
const VIEWS = { now, fleet: grid, stations, station, alerts, search, commissioning, audit };

const main = document.getElementById("main");
let ending = new AbortController();

function viewOf(route) {
  if (!session) {
    return login;
  }
  if (route.view === "station" && route.parts[2] === "chart") {
    return chart;
  }
  return Object.hasOwn(VIEWS, route.view ?? "") ? VIEWS[route.view] : unknown;
}

let name = "";

/** Names the page; with stations that make no cards first, to be seen on a tab in the background. */
function entitle(next = name) {
  name = next;
  const stopped = session && fleet.freshness !== "connecting" ? fleet.overview?.stations.none ?? 0 : 0;
  document.title = `${stopped > 0 ? `(${stopped}) ` : ""}${name} · ${words("brand")}`;
}

/** Shows what the address names. `moved` says that the reader went there, so that reading begins at its heading. */
function show(moved, detail) {
  ending.abort();
  ending = new AbortController();
  const route = parse(location.hash);
  const view = viewOf(route);
  fill(main);
  main.className = "";
  entitle(view.title(route));
  markView(route.view);
  view.show(main, route, ending.signal, detail);
  findPlace(main, ending.signal);
  if (moved) {
    (main.querySelector("[autofocus]") ?? main.querySelector("h1"))?.focus({ preventScroll: true });
  }
}

function redraw(moved, detail) {
  drawFrame(parse(location.hash).view);
  show(moved, detail);
}

/** On the first view the focus stays at the page's beginning, where the skip link is. */
let begun = false;

async function begin() {
  try {
    setSession(await get("/v1/session"));
  } catch (problem) {
    if (problem.status === 401) {
      begun = true;
      redraw(true);
    } else {
      fill(main, failure(problem, begin));
    }
  }
}

/**
 * A browser opens six connections to a centre that speaks HTTP/1.1, and each stream holds one: stations' pages in the background
 * give theirs back. The first screen keeps it, for its title tells how many are stopped.
 */
function rest() {
  if (session && parse(location.hash).view !== "now") {
    document.hidden ? fleet.rest() : fleet.freshness === "connecting" && fleet.start();
    entitle();
  }
}

document.addEventListener("visibilitychange", rest);
addEventListener("hashchange", () => show(true));
addEventListener("session", ({ detail }) => {
  session ? fleet.start() : fleet.stop();
  redraw(begun, detail);
  begun = true;
});
addEventListener("language", () => {
  if (session) {
    fleet.start();
  }
  redraw(false);
  document.getElementById("language").focus();
});
fleet.addEventListener("freshness", showFreshness);
fleet.addEventListener("overview", () => entitle());
fleet.addEventListener("alerts", showFreshness);
fleet.addEventListener("news", ({ detail }) => tell(detail));
setInterval(refreshAges, 5_000);
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // `#main` would be taken for a view's address.
  main.focus();
});
keepPlace();
drawFrame("now");
begin();
