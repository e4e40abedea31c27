/** Stations by name, cards by serial: one box for both. */
import { get } from "../api.js";
import { el } from "../dom.js";
import { words } from "../language.js";
import { districtLink, heading, load, stationLink, table } from "../parts.js";
import { cardCells, cardColumns } from "./cards.js";
import { listStations } from "./stations.js";

export const title = (route) => words("search.for", { text: route.query.get("q") ?? "" });

export function show(main, route, signal) {
  const text = (route.query.get("q") ?? "").trim().slice(0, 128);
  main.append(heading(text ? title(route) : words("view.search")));
  if (!text) {
    main.append(el("p", {}, words("search.empty")));
    return;
  }
  const cards = el("section", { class: "block" });
  const stations = el("section", { class: "block" });
  main.append(el("h2", {}, words("search.stations")), stations, el("h2", {}, words("search.cards")), cards);
  listStations(stations, { search: text }, signal);
  load(cards, signal, () => findCards(text.slice(0, 64), signal));
}

async function findCards(serial, signal) {
  const { cards } = await get("/v1/cards", { query: { serial }, signal });
  if (cards.length === 0) {
    return [el("p", {}, words("search.cards.none"))];
  }
  const columns = [...cardColumns(), words("stations.station"), words("stations.district")];
  const rows = cards.map((card) => [...cardCells(card), stationLink(card.district, card.station), districtLink(card.district)]);
  return [table(words("search.cards"), columns, rows)];
}
