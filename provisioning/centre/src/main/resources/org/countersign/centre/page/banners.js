/** Says how old what is shown is, and plainly when it is old. */
import { session } from "./api.js";
import { el, setText } from "./dom.js";
import { fleet } from "./fleet.js";
import { clock, time } from "./format.js";
import { current, words } from "./language.js";

const FRESHNESS = { live: "live", connecting: "loading" };

/** Brings foot, badge and banners up to date. */
export function showFreshness() {
  const old = session !== null && (fleet.freshness === "waiting" || fleet.freshness === "trying");
  const down = session !== null && fleet.link?.connected === false;
  document.body.classList.toggle("old", old);
  showFoot();
  showBadge();
  const away = session !== null && fleet.store?.answers === false;
  banner("lost", old, lostText, tryNow);
  banner("down", down, () => words("link.down", { time: clock(fleet.link.since), reason: fleet.link.reason ?? "" }));
  banner("away", away, () => words("store.away", { time: clock(fleet.store.since) }));
}

function showFoot() {
  const foot = document.getElementById("as-of");
  if (foot && fleet.asOf) {
    setText(foot, `${words("asOf", { time: time(fleet.asOf) })} · ${words(FRESHNESS[fleet.freshness] ?? "lost.never")}`);
  }
}

function showBadge() {
  const badge = document.getElementById("alerts-open");
  if (badge) {
    badge.hidden = fleet.open.length === 0;
    setText(badge, String(fleet.open.length));
  }
}

const lostText = () => (fleet.asOf ? words("lost", { time: time(fleet.asOf) }) : words("lost.never"));

/** Hidden from screen readers are only the tries: each would be said anew. */
function tryNow() {
  const next = fleet.freshness === "trying" ? words("lost.trying") : words("lost.retry", { time: time(fleet.retryAt) });
  return [
    el("span", { class: "next", "aria-hidden": "true" }, next),
    el("button", { type: "button", on: { click: () => fleet.tryNow() } }, words("lost.now")),
  ];
}

/** A banner is made once and then only rewritten, so that a screen reader says it once and its button keeps the focus. */
function banner(name, shown, text, more = () => []) {
  const banners = document.getElementById("banners");
  const there = banners.querySelector(`[data-banner=${name}]`);
  if (!shown) {
    there?.remove();
  } else if (!there || there.dataset.language !== current()) {
    const made = el("p", { class: `banner ${name}`, "data-banner": name, "data-language": current() }, el("span", {}, text()), more());
    there ? there.replaceWith(made) : banners.append(made);
  } else {
    setText(there.firstElementChild, text());
    const [next] = more();
    next && setText(there.querySelector(".next"), next.textContent);
  }
}
