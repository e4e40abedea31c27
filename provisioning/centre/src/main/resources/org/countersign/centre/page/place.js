/** Where the reader was on a view that he comes back to: each entry of the browser's history keeps how far it was scrolled. */

/** Milliseconds of rest before it is written down. */
const REST = 150;

/** Milliseconds that a view's content may take to come. */
const PATIENCE = 2_000;

let resting = 0;

/** Begins to keep the place. */
export function keepPlace() {
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(() => history.replaceState({ scrolled: scrollY }, ""), REST);
  });
}

/** Scrolls to where the reader was, as soon as the content reaches so far; to the beginning, if he is new here. */
export function findPlace(main, signal) {
  clearTimeout(resting);
  const wanted = history.state?.scrolled ?? 0;
  const reach = () => {
    scrollTo(0, wanted);
    return document.documentElement.scrollHeight - innerHeight >= wanted;
  };
  if (reach()) {
    return;
  }
  const grown = new ResizeObserver(() => reach() && grown.disconnect());
  const end = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  grown.observe(main);
  end.addEventListener("abort", () => grown.disconnect());
  ["wheel", "touchstart", "keydown"].forEach((own) => addEventListener(own, () => grown.disconnect(), { signal: end }));
}
