/** What stands around every view: bar, search, banners, news. */
import { send, session, setSession } from "./api.js";
import { attribute, el, fill, icon, setText } from "./dom.js";
import { fleet } from "./fleet.js";
import { duration, time } from "./format.js";
import { choose, current, words } from "./language.js";
import { to } from "./router.js";

const VIEWS = ["now", "fleet", "alerts", "commissioning", "audit"];

/** Draws the frame for the user who is logged in, or for nobody. */
export function drawFrame(view) {
  setText(document.getElementById("skip"), words("skip"));
  const header = document.getElementById("header");
  fill(
    header,
    el("a", { class: "brand", href: to("now") }, words("brand")),
    session && bar(view),
    session && searchForm(),
    el("div", { class: "settings" }, languageSwitch(), themeSwitch(), session && who()),
  );
  fill(document.getElementById("footer"), session && el("p", { id: "as-of" }));
  showFreshness();
  markView(view);
}

function bar() {
  const shown = VIEWS.filter((view) => view !== "audit" || session.role === "admin");
  return el("nav", { "aria-label": words("views") }, el("ul", {}, shown.map((view) => el("li", {}, tab(view)))));
}

function tab(view) {
  const short = words(view === "now" || view === "fleet" ? `view.${view}.short` : `view.${view}`);
  const count = view === "alerts" && el("span", { class: "badge", id: "alerts-open", hidden: true });
  return el("a", { href: to(view), "data-view": view }, short, count);
}

/** Marks the view that is shown in the bar. */
export function markView(view) {
  const shown = { stations: "fleet", station: "fleet" }[view] ?? view;
  for (const link of document.querySelectorAll("nav a[data-view]")) {
    attribute(link, "aria-current", link.dataset.view === shown && "page");
  }
}

function searchForm() {
  const input = el("input", {
    type: "search", name: "q", maxlength: "128", autocomplete: "off", spellcheck: "false",
    "aria-label": words("search.label"), placeholder: words("search.label"),
  });
  const submit = (event) => {
    event.preventDefault();
    location.hash = to("search", [], { q: input.value.trim() });
  };
  return el("form", { role: "search", on: { submit } }, input, el("button", { type: "submit", "aria-label": words("search.go") }, icon("search")));
}

function languageSwitch() {
  const other = current() === "zh" ? "en" : "zh";
  const name = other === "zh" ? "中文" : "English";
  return el("button", { type: "button", id: "language", lang: other, on: { click: () => choose(other) } }, name);
}

function themeSwitch() {
  const click = () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    dispatchEvent(new CustomEvent("choose-theme", { detail: next }));
  };
  const button = el("button", { type: "button", "aria-label": words("theme"), title: words("theme"), on: { click } }, icon("sun"));
  return button;
}

function who() {
  const click = async () => {
    await send("DELETE", "/v1/session").catch(() => {}); // Over or not: here it ends.
    setSession(null);
  };
  const name = el("span", { class: "who" }, el("b", {}, session.user), " ", words(`role.${session.role}`));
  return [name, el("button", { type: "button", on: { click } }, words("logOut"))];
}

/** Says how old what is shown is, and plainly when it is old. */
export function showFreshness() {
  const footer = document.getElementById("as-of");
  if (footer && fleet.asOf) {
    setText(footer, `${words("asOf", { time: time(fleet.asOf) })} · ${words(fleet.freshness === "live" ? "live" : "lost.never")}`);
  }
  const badge = document.getElementById("alerts-open");
  if (badge) {
    badge.hidden = fleet.open.length === 0;
    setText(badge, String(fleet.open.length));
  }
  const old = session !== null && (fleet.freshness === "waiting" || fleet.freshness === "trying");
  document.body.classList.toggle("old", old);
  banner("lost", old, () => el("p", {}, el("span", {}), " ", el("button", { type: "button", on: { click: () => fleet.tryNow() } }, words("lost.now"))));
  banner("down", session !== null && fleet.link?.connected === false, () => el("p", {}, el("span", {})));
  setBanner("lost", fleet.asOf ? words("lost", { time: time(fleet.asOf) }) : words("lost.never"));
  if (fleet.link && !fleet.link.connected) {
    setBanner("down", words("link.down", { age: duration(fleet.now() - fleet.link.since), reason: fleet.link.reason ?? "" }));
  }
}

/** A banner is made once and then only rewritten, so that a screen reader says it once. */
function banner(name, shown, make) {
  const banners = document.getElementById("banners");
  const there = banners.querySelector(`[data-banner=${name}]`);
  if (!shown) {
    there?.remove();
  } else if (!there || there.lang !== current()) {
    const made = el("div", { class: `banner ${name}`, "data-banner": name, lang: current() }, make());
    there ? there.replaceWith(made) : banners.append(made);
  }
}

function setBanner(name, text) {
  const span = document.querySelector(`[data-banner=${name}] span`);
  if (span) {
    setText(span, text);
  }
}

const NEWS = ["opened", "escalated", "closed"];
let untold = [];

/** Tells screen readers of alerts: one sentence for many that come together. */
export function tell(alert) {
  if (!NEWS.includes(alert.change)) {
    return;
  }
  untold.push(alert);
  if (untold.length === 1) {
    setTimeout(() => {
      const text = untold.length > 3
        ? words("alert.news.many", { count: untold.length })
        : untold.map((news) => words(`alert.news.${news.change}`, { where: where(news.scope), what: news.what })).join(" ");
      setText(document.getElementById("news"), text);
      untold = [];
    }, 1_500);
  }
}

/** Where an alert is, in words. */
export function where(scope) {
  return scope.kind === "fleet"
    ? words("alert.fleet")
    : scope.kind === "district"
      ? words("alert.district", { district: scope.district })
      : `${scope.district} / ${scope.station}`;
}
