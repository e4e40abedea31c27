/** The whole fleet, one cell a station, by district. */
import { attribute, el, fill } from "../dom.js";
import { fleet } from "../fleet.js";
import { words } from "../language.js";
import { counts, districtLink, failure, heading, poll } from "../parts.js";
import { toStation } from "../router.js";

const LETTERS = { F: "full", R: "reduced", N: "none", U: "unknown", A: "away" };

/** Milliseconds between two looks; an unchanged fleet costs an answer without content. */
const PAUSE = 2_000;

export const title = () => words("view.fleet");

export function show(main, route, signal) {
  const said = el("div");
  const all = el("div");
  const drawAll = () => fill(all, fleet.overview && counts(fleet.overview.stations));
  fleet.addEventListener("overview", drawAll, { signal });
  drawAll();
  const grid = el("div", { class: "districts" });
  const onlyTrouble = el("input", { type: "checkbox" });
  const districts = new Map();
  let shown = null;
  const draw = () => {
    if (!shown) {
      return; // Before the first answer, or while the centre gives none.
    }
    fill(said, message(shown, onlyTrouble.checked));
    drawDistricts(grid, districts, shown, onlyTrouble.checked);
  };
  onlyTrouble.addEventListener("change", draw);
  main.append(heading(title()), all, el("p", { class: "hint" }, words("fleet.keys")), el("label", { class: "check" }, onlyTrouble, words("fleet.trouble")), said, grid);
  poll(signal, PAUSE, async () => {
    try {
      const now = await fleet.grid(signal);
      if (now !== shown && !signal.aborted) {
        shown = now;
        draw();
      }
    } catch (problem) {
      if (!signal.aborted) {
        fill(said, failure(problem));
        shown = null;
      }
    }
  });
}

function message(shown, onlyTrouble) {
  if (shown.districts.length === 0) {
    return el("p", {}, words("fleet.none"));
  }
  return onlyTrouble && shown.districts.every(isFull) && el("p", {}, words("fleet.empty"));
}

/** What is away by plan is no trouble. */
const isFull = ({ capacities }) => /^[FA]*$/.test(capacities);

function drawDistricts(grid, districts, { districts: all }, onlyTrouble) {
  const names = new Set(all.map(({ name }) => name));
  districts.forEach((district, name) => {
    if (!names.has(name)) {
      district.node.remove();
      districts.delete(name);
    }
  });
  all.forEach((state, at) => {
    const district = districts.get(state.name) ?? makeDistrict(state.name);
    districts.set(state.name, district);
    district.show(state);
    district.node.hidden = onlyTrouble && isFull(state);
    if (grid.children[at] !== district.node) {
      grid.insertBefore(district.node, grid.children[at] ?? null);
    }
  });
}

function makeDistrict(name) {
  const tally = el("div");
  const cells = el("div", { class: "cells", role: "group", "aria-label": words("fleet.cells", { district: name }) });
  cells.addEventListener("keydown", (event) => walk(cells, event));
  const node = el("section", {}, el("h2", {}, districtLink(name)), tally, cells);
  let ids = null;
  let before = "";
  return {
    node,
    show({ stations, capacities }) {
      if (JSON.stringify(stations) !== ids) {
        ids = JSON.stringify(stations);
        before = "";
        fill(cells, stations.map((station, at) => el("a", { href: toStation(name, station), tabindex: at ? "-1" : "0" })));
      }
      if (capacities !== before) {
        recolour(cells, stations, before, capacities);
        before = capacities;
        fill(tally, counts(tallied(capacities), name));
      }
    },
  };
}

/** Only cells that changed are touched: most seconds, a handful of 4,200. */
function recolour(cells, stations, before, after) {
  for (let at = 0; at < stations.length; at++) {
    if (before[at] !== after[at]) {
      const capacity = LETTERS[after[at]] ?? "unknown";
      const cell = cells.children[at];
      const label = `${stations[at]}: ${words(`capacity.${capacity}`)}`;
      cell.className = capacity;
      attribute(cell, "aria-label", label);
      attribute(cell, "title", label);
    }
  }
}

function tallied(capacities) {
  const tally = { full: 0, reduced: 0, none: 0, unknown: 0, away: 0 };
  for (const letter of capacities) {
    tally[LETTERS[letter] ?? "unknown"]++;
  }
  return tally;
}

/** One stop for Tab in each district; arrows, Home and End go on from there. */
function walk(cells, event) {
  const all = [...cells.children];
  const at = all.indexOf(event.target);
  const first = all[0]?.offsetTop;
  const wide = Math.max(1, all.findIndex((cell) => cell.offsetTop !== first));
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide, Home: -at, End: all.length - 1 - at };
  const next = all[at + (steps[event.key] ?? NaN)];
  if (next) {
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
