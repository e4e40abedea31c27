/** Numbers and times as a person reads them. */
import { locale, words, wordsOr } from "./language.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map();

/** Intl's formats are dear to make: one of each kind is kept. */
function format(kind, options) {
  const key = locale() + kind.name + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new kind(locale(), options));
  }
  return formats.get(key);
}

/** A number with at most three digits behind the point, fewer for large ones; as a power of ten where nobody counts the digits. */
export function number(value) {
  if (Math.abs(value) >= 1e15) {
    return value.toExponential(3);
  }
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 3;
  return format(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);
}

/** Whether there is such a time: a station whose clock is broken, or that is forged, may send any number. */
const isTime = (millis) => Number.isFinite(new Date(millis).getTime());

/** For `datetime`; null where there is no such time. */
export const iso = (millis) => (isTime(millis) ? new Date(millis).toISOString() : null);

/** The time of a day, with the date where that is not today's; a dash where there is no such time. */
export function time(millis, now = Date.now()) {
  return dated(millis, now, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, { year: "numeric" });
}

/** The same to the minute, without the year. */
export function clock(millis, now = Date.now()) {
  return dated(millis, now, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, {});
}

function dated(millis, now, ofDay, year) {
  if (!isTime(millis)) {
    return "–";
  }
  const today = new Date(millis).toDateString() === new Date(now).toDateString();
  return format(Intl.DateTimeFormat, today ? ofDay : { ...year, month: "short", day: "numeric", ...ofDay }).format(millis);
}

/** A short label on an axis that covers so many milliseconds. */
export function tick(millis, span) {
  const options =
    span > 2 * DAY ? { month: "numeric", day: "numeric" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return format(Intl.DateTimeFormat, options).format(millis);
}

/** A duration in its largest unit, and the next one while that matters: `3 min`, `2 h 5 min`, `4 days`. */
export function duration(millis) {
  const whole = Math.max(0, millis);
  if (whole < MINUTE) {
    return words("duration.seconds", { count: Math.floor(whole / SECOND) });
  }
  if (whole < HOUR) {
    return words("duration.minutes", { count: Math.floor(whole / MINUTE) });
  }
  if (whole < DAY) {
    const minutes = Math.floor((whole % HOUR) / MINUTE);
    const hours = words("duration.hours", { count: Math.floor(whole / HOUR) });
    return minutes ? `${hours} ${words("duration.minutes", { count: minutes })}` : hours;
  }
  return words("duration.days", { count: Math.floor(whole / DAY) });
}

/** A metric's value with its unit. */
export function metricValue(metric) {
  const { value, type, unit } = metric;
  if (value === null || value === undefined || value === "") {
    return "–";
  }
  if (type === "DateTime" && typeof value === "number") {
    return time(value);
  }
  if (typeof value === "boolean") {
    return words(value ? "yes" : "no");
  }
  if (typeof value === "number") {
    return unit ? `${number(value)} ${wordsOr(`unit.${unit}`, unit)}` : number(value);
  }
  return value;
}
