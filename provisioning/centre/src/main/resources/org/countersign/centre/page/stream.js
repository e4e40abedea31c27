/** The centre's event stream, opened anew whenever it ends or falls silent. */

/** Milliseconds without any event after which the line counts as dead; the centre says something every 10 s. */
const SILENCE = 25_000;

/** Milliseconds to wait before a try: doubled up to half a minute, and drawn so that 500 pages do not come back at once. */
export function backOff(failures, random = Math.random()) {
  return Math.min(30_000, 1_000 * 2 ** Math.min(failures, 5)) * (0.5 + random / 2);
}

/**
 * A stream that keeps itself alive. Sends itself the events `state` (`open`, `waiting` with `retryAt`, `trying`) and `message`
 * (`detail` is `{kind, data}`).
 */
export class Stream extends EventTarget {
  #address;
  #kinds;
  #allowed;
  #source = null;
  #timer = 0;
  #failures = 0;
  #running = false;

  /**
   * @param address function that names the stream's address
   * @param kinds of events that are passed on
   * @param allowed asked before a try after a failure; a rejection with status 401 ends the stream
   */
  constructor(address, kinds, allowed) {
    super();
    this.#address = address;
    this.#kinds = kinds;
    this.#allowed = allowed;
    addEventListener("online", () => this.tryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.tryNow());
  }

  /** Opens it, or opens it anew. */
  start() {
    this.stop();
    this.#running = true;
    this.#failures = 0;
    this.#open();
  }

  stop() {
    this.#running = false;
    this.#close();
  }

  /** Cuts a wait short. */
  tryNow() {
    if (this.#running && !this.#source) {
      clearTimeout(this.#timer);
      this.#retry();
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    const source = new EventSource(this.#address());
    this.#source = source;
    this.#watch();
    source.addEventListener("open", () => this.#heard(source) && this.#say("state", { state: "open" }));
    source.addEventListener("error", () => this.#source === source && this.#lost());
    for (const kind of this.#kinds) {
      source.addEventListener(kind, (event) => {
        if (this.#heard(source)) {
          this.#failures = 0;
          this.#say("message", { kind, data: JSON.parse(event.data) });
        }
      });
    }
  }

  #heard(source) {
    const mine = this.#source === source;
    if (mine) {
      this.#watch();
    }
    return mine;
  }

  #watch() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(), SILENCE);
  }

  #lost() {
    this.#close();
    const wait = backOff(this.#failures++);
    this.#timer = setTimeout(() => this.#retry(), wait);
    this.#say("state", { state: "waiting", retryAt: Date.now() + wait });
  }

  async #retry() {
    this.#say("state", { state: "trying" });
    try {
      await this.#allowed();
    } catch (problem) {
      if (problem.status !== 401 && this.#running && !this.#source) {
        this.#lost();
      }
      return;
    }
    if (this.#running && !this.#source) {
      this.#open();
    }
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
