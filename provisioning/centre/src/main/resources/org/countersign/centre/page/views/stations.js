/** A list of stations: a district's, those of a capacity, those whose name holds something. */
import { get } from "../api.js";
import { el, fill, keyed } from "../dom.js";
import { fleet } from "../fleet.js";
import { clock, number } from "../format.js";
import { words } from "../language.js";
import { CAPACITIES, capacityMark, counts, districtLink, failure, heading, poll, row, stationLink, table } from "../parts.js";
import { toStations } from "../router.js";
import { plansBlock } from "./plans.js";

/** Stations that are shown more with each press. */
const PAGE = 100;

/** Stations that the centre names at once at most. */
const MOST = 500;

/** Milliseconds between two looks. */
const PAUSE = 5_000;

export const title = (route) => route.query.get("district") || words("view.stations");

export function show(main, route, signal) {
  const filter = Object.fromEntries(["district", "capacity", "search"].map((name) => [name, route.query.get(name) ?? ""]));
  main.append(heading(title(route)), districtNow(filter.district, signal), filterForm(filter));
  const list = el("div", { role: "region", "aria-label": words("view.stations") });
  main.append(list);
  listStations(list, filter, signal);
  if (filter.district) {
    main.append(plansBlock(filter.district, "", signal));
  }
}

/** A district's counts, live. */
function districtNow(name, signal) {
  const node = el("div");
  const draw = () => {
    const district = fleet.overview?.districts.find((other) => other.name === name);
    fill(node, district && [counts(district.stations, name), el("p", {}, words("waiting", { count: district.waiting }))]);
  };
  fleet.addEventListener("overview", draw, { signal });
  draw();
  return node;
}

function filterForm(filter) {
  const names = (fleet.overview?.districts ?? []).map(({ name }) => name);
  const districts = [...new Set([filter.district, ...names])].filter((name) => name !== "");
  const capacity = select("stations.capacity", filter.capacity, [
    ...CAPACITIES.filter((name) => name !== "away" || fleet.overview?.stations.away !== undefined).map((name) => [name, words(`capacity.${name}`)]),
    ["none,unknown,reduced", ["none", "unknown", "reduced"].map((name) => words(`capacity.${name}`)).join(", ")],
  ]);
  const district = select("stations.district", filter.district, districts.map((name) => [name, name]));
  const search = el("input", { type: "search", maxlength: "128", value: filter.search });
  const submit = (event) => {
    event.preventDefault();
    location.hash = toStations({ district: district.control.value, capacity: capacity.control.value, search: search.value.trim() });
  };
  return el(
    "form",
    { class: "filter", on: { submit } },
    district.label,
    capacity.label,
    el("label", {}, el("span", {}, words("stations.name")), search),
    el("button", { type: "submit" }, words("stations.filter")),
  );
}

function select(key, value, options) {
  const control = el(
    "select",
    {},
    el("option", { value: "" }, words("stations.any")),
    options.map(([name, text]) => el("option", { value: name, selected: name === value }, text)),
  );
  return { control, label: el("label", {}, el("span", {}, words(key)), control) };
}

/** As many of them as the reader asked for, kept up to date, and a button for more. */
export async function listStations(element, filter, signal) {
  const names = ["station", "district", "capacity", "what", "since", "devices"].filter((name) => name !== "district" || !filter.district);
  const columns = [...names.map((name) => words(`stations.${name}`)), words("waiting.heading")];
  const body = table(words("view.stations"), columns, []);
  const rows = keyed(body.tBodies[0], ({ district, station }) => JSON.stringify([district, station]), (station) => row(columns, cells(station, filter)));
  const none = el("p", {}, words("stations.none"));
  const more = el("button", { type: "button" }, words("more"));
  const said = el("div", {}, el("p", { class: "loading" }, words("loading")));
  let count = PAGE;
  const look = async () => {
    try {
      const { stations, next } = await first(count, filter, signal);
      rows(stations);
      body.hidden = stations.length === 0;
      none.hidden = stations.length > 0;
      more.hidden = !next;
      fill(said);
    } catch (problem) {
      if (!signal.aborted) {
        fill(said, failure(problem, look));
      }
    }
  };
  more.addEventListener("click", () => {
    count += PAGE;
    look();
  });
  body.hidden = none.hidden = more.hidden = true;
  fill(element, body, none, el("div", { class: "more" }, more, said));
  await poll(signal, PAUSE, look);
}

/** The first so many; `next` tells that there are others. */
async function first(count, filter, signal) {
  const stations = [];
  let next = "";
  do {
    const limit = Math.min(MOST, count - stations.length);
    const page = await get("/v1/stations", { query: { ...filter, after: next, limit }, signal });
    stations.push(...page.stations);
    next = page.next;
  } while (next && stations.length < count);
  return { stations, next };
}

function cells(station, { district }) {
  return [
    stationLink(station.district, station.station),
    ...(district ? [] : [districtLink(station.district)]), // That of a district's list stands above it.
    capacityMark(station.capacity),
    station.what,
    clock(station.since),
    `${number(station.able)} / ${number(station.configured)}`,
    number(station.waiting),
  ];
}
