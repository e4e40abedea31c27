// Before the first paint, so that nobody in the dark sees a white flash. Not a module, since those wait for the document.
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // A browser that keeps nothing.
    }
  }

  function show() {
    const theme = chosen() ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    dispatchEvent(new CustomEvent("theme", { detail: theme }));
  }

  dark.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("choose-theme", (event) => {
    try {
      localStorage.setItem("theme", event.detail);
    } catch {
      // It holds until the page is left.
    }
    document.documentElement.dataset.theme = event.detail;
    dispatchEvent(new CustomEvent("theme", { detail: event.detail }));
  });
  show();
})();
