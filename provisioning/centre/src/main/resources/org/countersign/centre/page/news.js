/** Tells screen readers of alerts as they come. */
import { setText } from "./dom.js";
import { words } from "./language.js";
import { where } from "./trouble.js";

/** Changes that are told; what the reader does himself is none. */
const NEWS = ["opened", "escalated", "closed"];

/** Milliseconds in which others may come along. */
const TOGETHER = 1_500;

let untold = [];

/** Tells of an alert; of many that come together in one sentence. */
export function tell(alert) {
  if (!NEWS.includes(alert.change)) {
    return;
  }
  untold.push(alert);
  if (untold.length === 1) {
    setTimeout(() => {
      const text = untold.length > 3
        ? words("alert.news.many", { count: untold.length })
        : untold.map((news) => words(`alert.news.${news.change}`, { where: where(news.scope), what: news.what })).join(" ");
      setText(document.getElementById("news"), text);
      untold = [];
    }, TOGETHER);
  }
}
