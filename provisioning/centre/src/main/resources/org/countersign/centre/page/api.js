/** Questions to the centre (openapi.yaml). */
import { current, words } from "./language.js";
import { segment } from "./router.js";

/** The logged-in user: `{user, role, csrf}`; null if nobody is. */
export let session = null;

/** What the centre answered instead. `status` is 0 if it did not answer at all. */
export class Problem extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    /** Seconds; 0 if the centre names none. */
    this.retryAfter = retryAfter;
  }
}

/** Takes or drops the session, and tells the page. */
export function setSession(next) {
  const had = session !== null;
  session = next;
  if (had !== (next !== null)) {
    dispatchEvent(new CustomEvent("session", { detail: { over: had && next === null } }));
  }
}

/** Whether the user may change something; the centre decides, this only spares him buttons that do nothing. */
export const mayOperate = () => session?.role === "operator" || session?.role === "admin";

/** Whether the user may retire stations; likewise. */
export const mayAdminister = () => session?.role === "admin";

/** GET; the answer's object. */
export async function get(path, { query = {}, signal } = {}) {
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const address = used.length ? `${path}?${new URLSearchParams(used)}` : path;
  return (await ask(address, { signal })).json();
}

/** GET with the tag of what is there already; null if that still holds, else `{tag, value}`. */
export async function getNewer(path, tag, { signal } = {}) {
  const answer = await ask(path, { signal, headers: tag ? { "If-None-Match": tag } : {} });
  return answer.status === 304 ? null : { tag: answer.headers.get("ETag"), value: await answer.json() };
}

/** POST or DELETE with the session's token. */
export async function send(method, path, body) {
  const headers = session ? { "X-CSRF-Token": session.csrf } : {};
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  return ask(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** A station's path. */
export const stationPath = (district, station) => `/v1/stations/${named(district)}/${named(station)}`;

/** A name as a path takes it; those that mean something else there, or are refused, go as base64url behind a tilde. */
function named(name) {
  if (name !== "." && name !== ".." && !name.startsWith("~") && !name.includes("\\")) {
    return segment(name);
  }
  const bytes = String.fromCharCode(...new TextEncoder().encode(name));
  return `~${btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}

async function ask(address, options) {
  const headers = { Accept: "application/json", "Accept-Language": current(), ...options.headers };
  let answer;
  try {
    answer = await fetch(address, { ...options, headers, credentials: "same-origin", cache: "no-store" });
  } catch (failure) {
    throw failure.name === "AbortError" ? failure : new Problem(0, words("failed.network"), 0);
  }
  if (answer.ok || answer.status === 304) {
    return answer;
  }
  if (answer.status === 401 && session) {
    setSession(null);
  }
  const said = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, said.detail ?? said.title ?? String(answer.status), Number(answer.headers.get("Retry-After")) || 0);
}
