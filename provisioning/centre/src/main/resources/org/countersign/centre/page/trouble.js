/** A row that tells of one trouble: how many wait, where, what and since when, what to do. */
import { el } from "./dom.js";
import { fleet } from "./fleet.js";
import { number, time } from "./format.js";
import { words } from "./language.js";
import { age } from "./parts.js";
import { to, toStation, toStations } from "./router.js";
import { silenceNodes, todoOf } from "./silence.js";

/** Capacities of stations where something is wrong, as a filter. */
export const TROUBLED = "none,unknown,reduced";

/**
 * The row.
 *
 * @param kind class: a capacity, or how far an alert is looked after
 * @param place nodes that name where it is
 * @param trouble `{what, todo, since, waiting}` and perhaps `detail`, the station's own words, and `silence`, why it is not heard
 * @param more texts after the time
 * @param tags texts about who looks after it
 * @param actions nodes below
 */
export function troubleRow(kind, place, trouble, { more = [], tags = [], actions = null, id = null } = {}) {
  const { what, since, waiting, detail, silence } = trouble;
  const todo = todoOf(trouble);
  return el(
    "li",
    { class: `stop ${kind}` },
    el("p", { class: "waits" }, el("b", {}, number(waiting)), " ", words("waiting.heading")),
    el("h3", { class: "place", id }, place),
    el("div", { class: "why" }, el("p", { class: "what" }, what), el("p", { class: "since" }, age(since), more.map((text) => ` · ${text}`)), says(detail), silenceNodes(silence, { folded: true }), tagList(tags)),
    todo && el("p", { class: "todo" }, el("span", {}, words("todo")), " ", el("b", {}, todo)),
    actions,
  );
}

const tagList = (tags) => tags.length > 0 && el("p", { class: "tags" }, tags.map((text) => el("span", { class: "tag" }, text)));

/** A station's own words. */
export const says = (detail) => detail && el("p", { class: "detail" }, el("span", {}, words("says")), " ", el("q", {}, detail));

/** Where an alert is, in words. */
export function where(scope) {
  return scope.kind === "fleet"
    ? words("alert.fleet")
    : scope.kind === "district"
      ? words("alert.district", { district: scope.district })
      : `${scope.district} / ${scope.station}`;
}

/** Where an alert is, as a link to what it stops. */
export function place(scope) {
  const href =
    scope.kind === "fleet"
      ? to("fleet")
      : scope.kind === "district"
        ? toStations({ district: scope.district, capacity: TROUBLED })
        : toStation(scope.district, scope.station);
  return el("a", { href }, where(scope));
}

/** Link to an alert among the others, where it is acknowledged. */
export const alertLink = ({ number }) => el("a", { class: "of", href: to("alerts", [], { number }) }, words("alert.number", { number }));

/** Who looks after an alert, and whether it is told. */
export function tags(alert) {
  const texts = [
    alert.escalated && words("alert.escalated"),
    alert.unsteady && words("alert.unsteady"),
    alert.acknowledgedBy && words("alert.acknowledgedBy", { user: alert.acknowledgedBy }),
    alert.silencedUntil > fleet.now() && words("alert.silencedUntil", { time: time(alert.silencedUntil) }),
  ];
  return texts.filter(Boolean);
}

/** Whether an alert speaks for a station's trouble: of the same cause, in the same place. */
export function covers({ scope, cause }, stop) {
  return (
    cause === stop.cause &&
    (scope.kind === "fleet" || (scope.district === stop.district && (scope.kind === "district" || scope.station === stop.station)))
  );
}
