/** Planned work of a district or a station: what is planned, and a form to plan more. */
import { get, mayOperate, send } from "../api.js";
import { el, fill, keyed } from "../dom.js";
import { fleet } from "../fleet.js";
import { clock, DAY, HOUR } from "../format.js";
import { words } from "../language.js";
import { failure, poll, stationLink } from "../parts.js";

/** Milliseconds between two looks. */
const PAUSE = 15_000;

/** Of a plan at most, as the centre has it. */
const LONGEST = 90 * DAY;

/**
 * The block; it keeps itself up to date until the view ends.
 *
 * @param station empty for the whole district
 */
export function plansBlock(district, station, signal) {
  const said = el("div");
  const none = el("p", { hidden: true }, words("plans.none"));
  const list = el("ul", { class: "plans" });
  const show = keyed(list, ({ plan }) => String(plan.id), (shown) => planRow(shown, station, remove));
  const look = async () => {
    try {
      const { plans } = await get("/v1/plans", { signal });
      const now = fleet.now();
      const own = plans.filter((plan) => plan.to > now && plan.district === district && (!station || !plan.station || plan.station === station));
      show(own.map((plan) => ({ plan, begun: plan.from <= now })));
      none.hidden = own.length > 0;
    } catch (problem) {
      if (!signal.aborted) {
        fill(said, failure(problem));
      }
    }
  };
  const act = async (method, path, body) => {
    try {
      await send(method, path, body);
      fill(said);
      await look();
      return true;
    } catch (problem) {
      fill(said, failure(problem));
      return false;
    }
  };
  const remove = async ({ id }) => (await act("DELETE", `/v1/plans/${id}`)) && heading.focus();
  const heading = el("h2", { tabindex: "-1" }, words("plans"));
  poll(signal, PAUSE, look);
  return el("section", { class: "block planned" }, heading, said, none, list, mayOperate() && planForm(district, station, act));
}

function planRow({ plan, begun }, station, remove) {
  const id = `plan-${plan.id}`;
  const where = plan.station ? !station && stationLink(plan.district, plan.station) : words("plans.district");
  return el(
    "li",
    {},
    el(
      "div",
      { id },
      el("p", {}, el("b", {}, `${clock(plan.from)} – ${clock(plan.to)}`), begun && [" ", el("span", { class: "tag" }, words("plans.now"))], where && [" ", where]),
      el("p", {}, el("q", {}, plan.reason), " ", el("small", {}, words("plans.by", { user: plan.by }))),
    ),
    mayOperate() && el("button", { type: "button", "aria-describedby": id, on: { click: () => remove(plan) } }, words("plans.remove")),
  );
}

/** Times are typed as the reader's clock has them, to the minute. */
function planForm(district, station, act) {
  const from = timeField("from");
  const to = timeField("to");
  const reason = el("input", { name: "reason", required: true, maxlength: "200", autocomplete: "off" });
  const drawer = el("details", {}, el("summary", {}, words("plans.add")));
  const check = () => to.input.setCustomValidity(wrong(millis(from.input), millis(to.input)));
  [from, to].forEach(({ input }) => input.addEventListener("input", check));
  const submit = async (event) => {
    event.preventDefault();
    const times = { from: millis(from.input), to: millis(to.input) };
    if (await act("POST", "/v1/plans", { district, ...(station ? { station } : {}), ...times, reason: reason.value })) {
      reason.value = "";
      drawer.open = false;
      drawer.firstElementChild.focus();
    }
  };
  drawer.addEventListener("toggle", () => {
    if (drawer.open) {
      from.input.value = typed(fleet.now());
      to.input.value = typed(fleet.now() + 2 * HOUR);
      check();
    }
  });
  drawer.append(
    el("p", { class: "hint" }, words(station ? "plans.hint.station" : "plans.hint.district")),
    el(
      "form",
      { class: "filter plan", on: { submit } },
      from.label,
      to.label,
      el("label", { class: "wide" }, el("span", {}, words("plans.reason")), reason),
      el("button", { type: "submit", class: "main" }, words("plans.go")),
    ),
  );
  return drawer;
}

function timeField(name) {
  const input = el("input", { type: "datetime-local", name, required: true });
  return { input, label: el("label", {}, el("span", {}, words(`plans.${name}`)), input) };
}

const millis = (input) => new Date(input.value).getTime();

/** A time as a field of `datetime-local` takes it. */
const typed = (time) => new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** What a browser says about the second time; empty if it is right. */
function wrong(from, to) {
  return to > from && to > fleet.now() && to - from <= LONGEST ? "" : words("plans.wrong");
}
