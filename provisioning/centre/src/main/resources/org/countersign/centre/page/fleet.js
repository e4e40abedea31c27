/** What the page knows of the fleet. Sends itself `overview`, `alerts`, `news` and `freshness`. */
import { get, getNewer } from "./api.js";
import { current } from "./language.js";
import { Stream } from "./stream.js";

/** Closed alerts that are kept. */
const CLOSED = 100;

/** Milliseconds that an alert may come later than the overview which counts it. */
const UNDER_WAY = 900;

class Fleet extends EventTarget {
  /** The newest overview; null before the first. */
  overview = null;

  /** The centre's connection to the broker; null before the first word of it. */
  link = null;
  store = null;

  /** Alerts that are open, where most people wait first. */
  open = [];

  /** Alerts that are closed, the last closed first. */
  closed = [];

  /** `connecting`, `live`, `waiting` or `trying`. */
  freshness = "connecting";

  /** When the next try is; milliseconds since 1970-01-01T00:00:00Z by this computer's clock. */
  retryAt = 0;

  /** The centre's clock at its last word; 0 before the first. */
  asOf = 0;

  #ahead = 0;
  #recounting = 0;
  #grid = { tag: null, value: null };
  #stream = new Stream(
    () => `/v1/events?lang=${current()}`,
    ["overview", "alert", "link", "alive"],
    () => get("/v1/session"),
  );

  constructor() {
    super();
    this.#stream.addEventListener("state", ({ detail }) => this.#state(detail));
    this.#stream.addEventListener("message", ({ detail }) => this.#message(detail.kind, detail.data));
  }

  /** Begins to listen; also after a change of language, which the centre's sentences follow. */
  start() {
    this.#stream.start();
  }

  /** Listens no more, but keeps what it knows: for a page that nobody sees. */
  rest() {
    this.#stream.stop();
    this.freshness = "connecting";
    this.#say("freshness");
  }

  stop() {
    this.#stream.stop();
    this.overview = null;
    this.link = null;
    this.store = null;
    this.open = [];
    this.closed = [];
    this.#grid = { tag: null, value: null };
  }

  /** Tries at once to get the connection back. */
  tryNow() {
    this.#stream.tryNow();
  }

  /** The centre's clock now: ages must not depend on the clock of the reader's computer. */
  now() {
    return Date.now() + this.#ahead;
  }

  /** Every station's capacity; the same object as before while nothing changed. */
  async grid(signal) {
    const newer = await getNewer("/v1/fleet", this.#grid.tag, { signal });
    this.#grid = newer ?? this.#grid;
    return this.#grid.value;
  }

  /** Asks for the alerts: events that passed while nobody listened are not repeated. */
  async loadAlerts() {
    const { open, closed } = await get("/v1/alerts");
    this.open = open;
    this.closed = closed;
    this.#say("alerts");
  }

  #state({ state, retryAt = 0 }) {
    const before = this.freshness;
    this.freshness = state === "open" ? "live" : state;
    this.retryAt = retryAt;
    if (state === "open") {
      this.loadAlerts().catch(() => {}); // Without them the stream still tells each change.
    }
    if (before !== this.freshness || retryAt) {
      this.#say("freshness");
    }
  }

  #message(kind, data) {
    if (data.at && kind !== "alert") {
      this.asOf = data.at;
      this.#ahead = data.at - Date.now();
    }
    if (kind === "overview") {
      this.overview = data;
      this.link = data.link;
      this.store = data.store;
      this.#say("overview");
      this.#recount();
    } else if (kind === "alert") {
      this.#alert(data);
    } else if (kind === "link") {
      this.link = data;
    }
    this.#say("freshness");
  }

  /** Another number of alerts than the centre counts means that a change was missed; one that is under way comes first. */
  #recount() {
    clearTimeout(this.#recounting);
    this.#recounting = setTimeout(() => {
      if (this.overview && this.overview.alerts !== this.open.length) {
        this.loadAlerts().catch(() => {}); // The next overview asks again.
      }
    }, UNDER_WAY);
  }

  #alert(alert) {
    const others = this.open.filter((other) => other.number !== alert.number);
    if (alert.change === "closed") {
      this.closed = [alert, ...this.closed.filter((other) => other.number !== alert.number)].slice(0, CLOSED);
      this.open = others;
    } else {
      this.open = [...others, alert].sort((a, b) => b.waiting - a.waiting || a.since - b.since || a.number - b.number);
    }
    this.#say("alerts");
    this.#say("news", alert);
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const fleet = new Fleet();
