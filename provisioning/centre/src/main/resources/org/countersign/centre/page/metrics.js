/** What is read out of the metrics that a station sends (gateway/station/docs/sparkplug.md). Pure. */

/** In the order of a card's way. */
const STEPS = ["open", "authenticate", "sign", "write", "read-back", "activate", "inspect", "total"];

/** A metric's value by its name; undefined where there is none. */
export function valueOf(metrics, name) {
  return metrics.find((metric) => metric.name === name)?.value ?? undefined;
}

/** Metrics by the part of their name before the first slash; those without one under the empty text. */
export function grouped(metrics) {
  const groups = new Map();
  for (const metric of metrics) {
    const slash = metric.name.indexOf("/");
    const group = slash < 0 ? "" : metric.name.slice(0, slash);
    groups.set(group, groups.get(group) ?? []);
    groups.get(group).push(metric);
  }
  return groups;
}

/** Seconds of each step that was timed: `{step, last, mean}`. */
export function steps(metrics) {
  const times = new Map();
  for (const { name, value } of metrics) {
    const [, step, kind] = /^Steps\/(.+)\/(Last|Mean)$/.exec(name) ?? [];
    if (step && typeof value === "number") {
      times.set(step, { ...times.get(step), step, [kind.toLowerCase()]: value });
    }
  }
  const rank = (step) => (STEPS.indexOf(step) + STEPS.length + 1) % (STEPS.length + 1);
  return [...times.values()].sort((a, b) => rank(a.step) - rank(b.step));
}

/** Storage units of a device: `{unit, count, threshold, status}`. */
export function units(metrics) {
  const all = new Map();
  for (const { name, value } of metrics) {
    const [, unit, kind] = /^Units\/(.+)\/(Count|Threshold|Status)$/.exec(name) ?? [];
    if (unit) {
      all.set(unit, { ...all.get(unit), unit, [kind.toLowerCase()]: value });
    }
  }
  return [...all.values()];
}

const DAY = 86_400_000;

/**
 * Everything that runs out: ends of certificates and of the grant, forecasts of stock. What ends first comes first.
 *
 * @param now milliseconds since 1970-01-01T00:00:00Z
 * @returns `{metric, days}`; days are negative for what has ended
 */
export function daysLeft(metrics, now) {
  return metrics
    .filter(({ value }) => typeof value === "number")
    .map((metric) => ({ metric, days: days(metric, now) }))
    .filter((one) => one.days !== null)
    .sort((a, b) => a.days - b.days);
}

function days({ name, unit, type, value }, now) {
  if (type === "DateTime") {
    return /^(Certificates\/.+|Grant)\/Ends$/.test(name) ? (value - now) / DAY : null;
  }
  return unit === "d" || unit === "days" || /^Forecast\/.+\/Days$/.test(name) ? value : null;
}

/**
 * How many days the blanks last at the pace of the days before.
 *
 * @param blanks that are left
 * @param points of a counter of issued cards, `[begin in milliseconds, least, greatest, last]`
 * @returns `{perDay, days}`; null if fewer than two days are known or no card was made
 */
export function forecast(blanks, points) {
  if (typeof blanks !== "number" || points.length < 2) {
    return null;
  }
  const days = (points.at(-1)[0] - points[0][0]) / DAY;
  // A counter that began anew counts from there.
  const made = points.reduce((sum, point, at) => sum + (at ? Math.max(0, point[3] - points[at - 1][3]) : 0), 0);
  return days >= 1 && made > 0 ? { perDay: made / days, days: blanks / (made / days) } : null;
}

/** Whether a metric can be drawn over time. */
export const drawable = ({ value, type }) =>
  (typeof value === "number" && type !== "DateTime") || typeof value === "boolean";
