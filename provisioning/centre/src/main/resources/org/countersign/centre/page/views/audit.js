/** Who did what at the centre. */
import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { number } from "../format.js";
import { words } from "../language.js";
import { failure, heading, moment, row, table } from "../parts.js";

export const title = () => words("view.audit");

export function show(main, route, signal) {
  const columns = ["at", "user", "action", "subject", "detail", "number"].map((name) => words(`audit.${name}`));
  const body = table(title(), columns, []);
  const more = el("div", { class: "more" });
  const next = async (after) => {
    fill(more, el("p", { class: "loading" }, words("loading")));
    try {
      const page = await get("/v1/audit", { query: { after, limit: 100 }, signal });
      body.tBodies[0].append(...page.entries.map((entry) => row(columns, cells(entry))));
      body.hidden = body.tBodies[0].rows.length === 0;
      fill(
        more,
        body.hidden && el("p", {}, words("audit.none")),
        page.next && el("button", { type: "button", on: { click: () => next(page.next) } }, words("more")),
      );
    } catch (problem) {
      if (!signal.aborted) {
        fill(more, failure(problem, () => next(after)));
      }
    }
  };
  main.append(heading(title()), body, more);
  next("");
}

function cells(entry) {
  return [moment(entry.at), entry.user, entry.action, entry.subject, entry.detail, number(entry.number)];
}
