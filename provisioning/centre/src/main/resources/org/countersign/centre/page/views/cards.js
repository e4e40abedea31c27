/** Cards on record: what became of a serial. */
import { el } from "../dom.js";
import { words } from "../language.js";
import { block, moment, table } from "../parts.js";

/** Headings of what `cardCells` gives. */
export const cardColumns = () => ["serial", "kind", "at", "profile", "chip"].map((name) => words(`card.${name}`));

/** Serial, what happened, when, profile and chip of a card. */
export function cardCells(card) {
  const kind = card.kind === "issued" ? words("card.issued") : card.card ? words("card.revoked.as", { card: card.card }) : words("card.revoked");
  return [card.serial, kind, moment(card.at), card.profile, el("code", {}, card.chip)];
}

/** A station's newest cards. */
export function cards(newest) {
  return block(
    words("station.cards"),
    newest.length > 0 ? table(words("station.cards"), cardColumns(), newest.map(cardCells)) : el("p", {}, words("station.cards.none")),
  );
}
