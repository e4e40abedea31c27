/** Why a station is not heard: the centre's verdict, how sure it is, and on what evidence. */
import { el } from "./dom.js";
import { clock, duration } from "./format.js";
import { words, wordsOr } from "./language.js";
import { block, moment, table } from "./parts.js";

/** The verdict in a word, and how sure it is. */
function verdict({ why, sure }) {
  return el("b", { class: `reason ${String(sure).toLowerCase()}` }, wordsOr(`silence.why.${why}`, why), " · ", wordsOr(`silence.sure.${sure}`, sure));
}

/** What speaks for it, each with its kind. */
function evidenceList(evidence) {
  return el(
    "ul",
    { class: "evidence" },
    evidence.map(({ kind, text }) => el("li", {}, el("span", {}, wordsOr(`silence.kind.${kind}`, kind)), " ", text)),
  );
}

const back = ({ until }) => until !== undefined && el("p", { class: "until" }, words("silence.until", { time: clock(until) }));

/**
 * The verdict for a row or a page's head; nothing where there is no silence.
 *
 * @param folded whether the evidence is behind a press: a row must stay short
 */
export function silenceNodes(silence, { folded = false } = {}) {
  if (!silence) {
    return null;
  }
  const { evidence = [], what } = silence;
  const list = evidence.length > 0 && evidenceList(evidence);
  return el(
    "div",
    { class: "silence" },
    el("p", {}, verdict(silence), what && [" ", el("span", { class: "verdict" }, what)]),
    back(silence),
    list && (folded ? el("details", {}, el("summary", {}, words("silence.evidence", { count: evidence.length })), list) : list),
  );
}

/** What to do: the verdict's advice is nearer to the trouble than the cause's. */
export const todoOf = ({ todo, silence }) => silence?.todo ?? todo;

/** The silences that are over, the newest first. */
export function pastSilences(silences = []) {
  if (silences.length === 0) {
    return null;
  }
  const columns = ["from", "lasted", "why", "evidence"].map((name) => words(`silence.past.${name}`));
  const rows = silences.map((silence) => [
    moment(silence.from),
    duration((silence.to ?? silence.from) - silence.from),
    el("div", {}, verdict(silence), silence.what && el("p", { class: "verdict" }, silence.what)),
    evidenceList(silence.evidence ?? []),
  ]);
  return block(words("silence.past"), table(words("silence.past"), columns, rows));
}
