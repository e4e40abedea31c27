/** An address that names nothing. */
import { el } from "../dom.js";
import { words } from "../language.js";
import { heading } from "../parts.js";

export const title = () => words("view.unknown");

export function show(main) {
  main.append(heading(title()), el("p", {}, words("view.unknown.text")));
}
