/** What stands around every view: bar, search, settings, foot. */
import { send, session, setSession } from "./api.js";
import { showFreshness } from "./banners.js";
import { attribute, el, fill, icon, setText } from "./dom.js";
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
  return el("button", { type: "button", "aria-label": words("theme"), title: words("theme"), on: { click } }, icon("sun"));
}

function who() {
  const click = async () => {
    await send("DELETE", "/v1/session").catch(() => {}); // Over or not: here it ends.
    setSession(null);
  };
  const name = el("span", { class: "who" }, el("b", {}, session.user), " ", words(`role.${session.role}`));
  return [name, el("button", { type: "button", on: { click } }, words("logOut"))];
}
