/** Alerts: who looks after what stops cards. */
import { mayOperate, send } from "../api.js";
import { el, fill, keyed } from "../dom.js";
import { fleet } from "../fleet.js";
import { clock } from "../format.js";
import { words } from "../language.js";
import { failure, heading } from "../parts.js";
import { place, tags, troubleRow, where } from "../trouble.js";

const HOUR = 3_600_000;

/** Ends of a silence, from the centre's clock now. */
const SILENCES = {
  "1h": (now) => now + HOUR,
  "4h": (now) => now + 4 * HOUR,
  morning: (now) => new Date(now).setHours(32, 0, 0, 0),
  off: (now) => now,
};

export const title = () => words("view.alerts");

export function show(main, route, signal) {
  const said = el("div");
  const open = el("ul", { class: "stopped" });
  const closed = el("ul", { class: "closed" });
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
  requestAnimationFrame(() => open.querySelector(`#alert-${Number(route.query.get("number"))} a`)?.focus());
  fleet.loadAlerts().catch((problem) => signal.aborted || fill(said, failure(problem)));
}

function openAlert(alert, said) {
  const id = `alert-${alert.number}`;
  const where = [place(alert.scope), el("small", {}, words("alert.number", { number: alert.number }))];
  const more = [words("stations", { count: alert.stations })];
  const kind = alert.acknowledgedBy ? "seen" : "open";
  return troubleRow(kind, where, alert, { id, more, tags: tags(alert), actions: mayOperate() && actions(alert, id, said) });
}

/** `id` is the heading's: the buttons of all alerts have the same names, and it tells which is meant. */
function actions(alert, id, said) {
  const act = async (path, body) => {
    try {
      await send("POST", `/v1/alerts/${alert.number}/${path}`, body);
      fill(said);
      await fleet.loadAlerts();
    } catch (problem) {
      fill(said, failure(problem));
    }
  };
  const take = () => act("acknowledgement");
  return el(
    "p",
    { class: "actions" },
    !alert.acknowledgedBy && el("button", { type: "button", class: "main", "aria-describedby": id, on: { click: take } }, words("alert.acknowledge")),
    silencer(alert, id, (until) => act("silence", { until })),
  );
}

/** A choice and a button: a choice alone would act while someone walks through it with the arrow keys. */
function silencer(alert, id, silence) {
  const spans = Object.keys(SILENCES).filter((span) => span !== "off" || alert.silencedUntil > fleet.now());
  const choice = el("select", { "aria-describedby": id }, spans.map((span) => el("option", { value: span }, words(`alert.silence.${span}`))));
  const click = () => silence(Math.round(SILENCES[choice.value](fleet.now())));
  return el(
    "span",
    { class: "silencer" },
    el("label", {}, words("alert.silence.for"), " ", choice),
    el("button", { type: "button", "aria-describedby": id, on: { click } }, words("alert.silence")),
  );
}

function closedAlert(alert) {
  const times = `${clock(alert.since)} – ${alert.closedAt ? clock(alert.closedAt) : ""}`;
  return el(
    "li",
    {},
    el("p", {}, el("b", {}, where(alert.scope)), ` · ${alert.what} · ${times} `, el("small", {}, words("alert.number", { number: alert.number }))),
    alert.absorbedBy ? el("p", { class: "hint" }, words("alert.absorbedBy", { number: alert.absorbedBy })) : null,
  );
}
