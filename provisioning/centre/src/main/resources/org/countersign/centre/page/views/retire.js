/** Taking a station off the page, after a question. */
import { mayAdminister, send, stationPath } from "../api.js";
import { el, fill } from "../dom.js";
import { words } from "../language.js";
import { failure } from "../parts.js";
import { toStations } from "../router.js";

/** The button and its question; nothing for whoever may not. */
export function retirement(district, station) {
  if (!mayAdminister()) {
    return null;
  }
  const said = el("div");
  const retire = async () => {
    try {
      await send("DELETE", stationPath(district, station));
      dialog.close();
      location.hash = toStations({ district });
    } catch (problem) {
      fill(said, failure(problem));
    }
  };
  const dialog = el(
    "dialog",
    { class: "retire", "aria-labelledby": "retire-question" },
    el("h2", { id: "retire-question" }, words("retire.question", { station })),
    el("p", {}, words("retire.text")),
    said,
    el(
      "p",
      { class: "actions" },
      el("button", { type: "button", autofocus: true, on: { click: () => dialog.close() } }, words("retire.keep")),
      el("button", { type: "button", class: "grave", on: { click: retire } }, words("retire.go")),
    ),
  );
  const open = () => {
    fill(said);
    dialog.showModal();
  };
  return el("p", { class: "more" }, el("button", { type: "button", id: "retire", on: { click: open } }, words("retire")), dialog);
}
