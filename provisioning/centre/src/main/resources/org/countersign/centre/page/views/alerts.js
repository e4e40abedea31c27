/** Alerts: who looks after what stops cards. */
import { mayOperate, send } from "../api.js";
import { el, fill, keyed } from "../dom.js";
import { fleet } from "../fleet.js";
import { time } from "../format.js";
import { where } from "../frame.js";
import { words } from "../language.js";
import { age, failure, heading } from "../parts.js";
import { toStation, toStations, to } from "../router.js";

const HOUR = 3_600_000;

/** Ends of a silence, from the centre's clock now. */
const SILENCES = {
  "1h": (now) => now + HOUR,
  "4h": (now) => now + 4 * HOUR,
  morning: (now) => new Date(now).setHours(32, 0, 0, 0),
};

export const title = () => words("view.alerts");

export function show(main, route, signal) {
  const said = el("div");
  const open = el("ul", { class: "alerts" });
  const closed = el("ul", { class: "alerts closed" });
  const none = el("p");
  const noneClosed = el("p");
  const drawOpen = keyed(open, ({ number }) => String(number), (alert) => openAlert(alert, said));
  const drawClosed = keyed(closed, ({ number }) => String(number), closedAlert);
  const draw = () => {
    drawOpen(fleet.open);
    drawClosed(fleet.closed);
    fill(none, fleet.open.length === 0 && words("alerts.none"));
    fill(noneClosed, fleet.closed.length === 0 && words("alerts.closed.none"));
  };
  main.append(heading(title()), said, el("h2", {}, words("alerts.open")), none, open, el("h2", {}, words("alerts.closed")), noneClosed, closed);
  fleet.addEventListener("alerts", draw, { signal });
  draw();
  fleet.loadAlerts().catch((problem) => signal.aborted || fill(said, failure(problem)));
}

function openAlert(alert, said) {
  return el(
    "li",
    { class: "alert" },
    el("h3", {}, place(alert.scope), " ", el("small", {}, words("alert.number", { number: alert.number }))),
    el("p", { class: "what" }, alert.what, " ", age(alert.since)),
    el("p", {}, words("stations", { count: alert.stations }), " · ", words("waiting", { count: alert.waiting }), marks(alert)),
    el("p", { class: "todo" }, el("span", {}, words("todo")), " ", alert.todo),
    mayOperate() && actions(alert, said),
  );
}

function place(scope) {
  const href = { station: () => toStation(scope.district, scope.station), district: () => toStations({ district: scope.district }) }[scope.kind];
  return el("a", { href: href ? href() : to("fleet") }, where(scope));
}

function marks(alert) {
  const texts = [
    alert.escalated && words("alert.escalated"),
    alert.unsteady && words("alert.unsteady"),
    alert.acknowledgedBy && words("alert.acknowledgedBy", { user: alert.acknowledgedBy }),
    alert.silencedUntil > fleet.now() && words("alert.silencedUntil", { time: time(alert.silencedUntil) }),
  ];
  return texts.filter(Boolean).map((text) => el("span", { class: "tag" }, text));
}

function actions(alert, said) {
  const act = async (path, body) => {
    try {
      await send("POST", `/v1/alerts/${alert.number}/${path}`, body);
      fill(said);
      await fleet.loadAlerts();
    } catch (problem) {
      fill(said, failure(problem));
    }
  };
  const silence = (event) => {
    const end = SILENCES[event.target.value];
    act("silence", { until: Math.round(end ? end(fleet.now()) : fleet.now()) });
  };
  const silenced = alert.silencedUntil > fleet.now();
  return el(
    "p",
    { class: "actions" },
    !alert.acknowledgedBy && el("button", { type: "button", on: { click: () => act("acknowledgement") } }, words("alert.acknowledge")),
    silencer(alert, silenced, silence),
  );
}

/** A choice and a button: a choice alone would act while someone walks through it with the arrow keys. */
function silencer(alert, silenced, silence) {
  const spans = [...Object.keys(SILENCES), ...(silenced ? ["off"] : [])];
  const choice = el("select", { "aria-label": words("alert.silence.for") }, spans.map((span) => el("option", { value: span }, words(`alert.silence.${span}`))));
  const click = () => silence({ target: choice });
  return el("span", { class: "silencer" }, choice, el("button", { type: "button", on: { click } }, words("alert.silence")));
}

function closedAlert(alert) {
  return el(
    "li",
    { class: "alert" },
    el("p", {}, el("b", {}, where(alert.scope)), ` ${alert.what} · `, words("since", { time: time(alert.since) }), " · ", alert.closedAt ? words("alert.closedAt", { time: time(alert.closedAt) }) : ""),
    alert.absorbedBy ? el("p", {}, words("alert.absorbedBy", { number: alert.absorbedBy })) : null,
  );
}
