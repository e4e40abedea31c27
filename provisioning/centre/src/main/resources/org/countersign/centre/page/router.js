/** Addresses of the page's views, all behind the `#`: the centre serves one document. Pure. */

/** What an address names: `{view, parts, query}`; `view` is null if it cannot be read. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
  try {
    const [view, ...parts] = path.split("/").map(decodeURIComponent);
    return { view: view || "now", parts, query: new URLSearchParams(query) };
  } catch {
    return { view: null, parts: [], query: new URLSearchParams() }; // A stray `%`.
  }
}

/** A part of a path. Half a surrogate pair, which a forged name may hold, cannot be written in an address. */
export const segment = (text) => encodeURIComponent(text.toWellFormed());

/** The address of a view. Members of `query` that are empty are left out. */
export function to(view, parts = [], query = {}) {
  const path = [view, ...parts].map(segment).join("/");
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return `#/${path}${used.length ? `?${new URLSearchParams(used)}` : ""}`;
}

/** The address of a station's page. */
export const toStation = (district, station) => to("station", [district, station]);

/** The address of a list of stations. */
export const toStations = (query) => to("stations", [], query);
