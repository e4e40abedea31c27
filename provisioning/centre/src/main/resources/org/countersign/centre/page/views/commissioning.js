/** How far the fleet has come into service. */
import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { number } from "../format.js";
import { words } from "../language.js";
import { districtLink, failure, heading, poll, table } from "../parts.js";

/** Milliseconds between two looks. */
const PAUSE = 10_000;

export const title = () => words("view.commissioning");

export function show(main, route, signal) {
  const content = el("div", {}, el("p", { class: "loading" }, words("loading")));
  let before = "";
  main.append(heading(title()), content);
  poll(signal, PAUSE, async () => {
    try {
      const now = await get("/v1/commissioning", { signal });
      if (JSON.stringify(now) !== before && !signal.aborted) {
        before = JSON.stringify(now);
        fill(content, progress(now));
      }
    } catch (problem) {
      if (!signal.aborted) {
        before = "";
        fill(content, failure(problem));
      }
    }
  });
}

function progress({ stations, heard, accepted, districts }) {
  if (stations === 0) {
    return [el("p", {}, words("commissioning.none"))];
  }
  const all = words("commissioning.all", { stations, heard, accepted });
  return [el("p", {}, all), bar(heard, stations, words("commissioning.heard")), bar(accepted, stations, words("commissioning.accepted")), byDistrict(districts)];
}

function bar(value, max, label) {
  return el("p", { class: "progress" }, el("span", {}, label), el("progress", { value, max, "aria-label": label }), el("b", {}, share(value, max)));
}

const share = (value, all) => `${number(all > 0 ? Math.floor((value / all) * 100) : 0)} %`;

/** Where most is left to do comes first. */
function byDistrict(districts) {
  const columns = [words("stations.district"), ...["expected", "heard", "accepted", "share"].map((name) => words(`commissioning.${name}`))];
  const rows = [...districts]
    .sort((a, b) => b.expected - b.heard - (a.expected - a.heard))
    .map(({ name, expected, heard, accepted }) => [districtLink(name), number(expected), number(heard), accepted === undefined ? "–" : number(accepted), share(heard, expected)]);
  return table(title(), columns, rows);
}
