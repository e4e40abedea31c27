/** The page's words in the language that its reader chose. */
import en from "./words/en.js";
import zh from "./words/zh.js";

const ALL = { en, zh };

let language = preferred();
apply();

function preferred() {
  try {
    const chosen = localStorage.getItem("language");
    if (chosen in ALL) {
      return chosen;
    }
  } catch {
    // A browser that keeps nothing.
  }
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in ALL) ?? "en";
}

function apply() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : language;
}

/** `en` or `zh`. */
export const current = () => language;

/** Tag for Intl. */
export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** Changes the language; whoever shows words shows them anew. */
export function choose(next) {
  language = next in ALL ? next : "en";
  try {
    localStorage.setItem("language", language);
  } catch {
    // It holds until the page is left.
  }
  apply();
  dispatchEvent(new CustomEvent("language"));
}

/**
 * Words under a key. `{name}` stands for a parameter; where there are several forms, `count` decides.
 * A key that has no words is shown as it is, so that it is found.
 */
export function words(key, parameters = {}) {
  return resolve(ALL[language], language, key, parameters);
}

/** The same for a name that may have no words: a metric or a state of some other make. */
export function wordsOr(key, otherwise) {
  return key in ALL[language] ? words(key) : otherwise;
}

/** The same without the page around it. */
export function resolve(dictionary, tag, key, parameters) {
  const found = dictionary[key] ?? key;
  const form = typeof found === "string" ? found : found[new Intl.PluralRules(tag).select(parameters.count)] ?? found.other;
  return form.replace(/\{(\w+)\}/g, (all, name) => {
    const value = parameters[name];
    return typeof value === "number" ? new Intl.NumberFormat(tag).format(value) : value ?? all;
  });
}
