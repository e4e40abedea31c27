/** uPlot with the page's colours, as wide as the page. */
import { number, tick } from "../format.js";

/** Height of the drawing in CSS pixels. */
const HEIGHT = 320;

/** A number's last values as a line, within the band from least to greatest. It ends with `signal`. */
export class Plot {
  #element;
  #signal;
  #drawn = null;
  #last = null;

  constructor(element, signal) {
    this.#element = element;
    this.#signal = signal;
    const resized = new ResizeObserver(() => this.#drawn?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      this.#drawn?.destroy();
    });
    addEventListener("theme", () => this.#last && this.#draw(...this.#last), { signal });
  }

  /** Draws the line of last values, within the band from least to greatest. */
  async show({ points }, from, until) {
    const uPlot = (await import("/webjars/uplot/dist/uPlot.esm.js")).default;
    if (this.#signal.aborted) {
      return;
    }
    this.#last = [uPlot, points, from, until];
    this.#draw(...this.#last);
  }

  #draw(uPlot, points, from, until) {
    this.#drawn?.destroy();
    const held = points.length > 0 ? [...points, [until, ...Array(3).fill(points.at(-1)[3])]] : [];
    const data = [0, 1, 2, 3].map((at) => held.map((point) => point[at]));
    this.#drawn = new uPlot(this.#options(uPlot, from, until), data, this.#element);
  }

  #options(uPlot, from, until) {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = { stroke: colour("--text"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    // Reported by exception: a value holds until the next one comes.
    const paths = uPlot.paths.stepped({ align: 1 });
    return {
      width: this.#element.clientWidth,
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { x: { time: true, range: () => [from, until] } },
      axes: [
        { ...axis, space: 70, values: (u, splits) => splits.map((at) => tick(at, until - from)) },
        { ...axis, size: 64, values: (u, splits) => splits.map((value) => number(value)) },
      ],
      series: [
        {},
        { paths, stroke: "transparent", points: { show: false } },
        { paths, stroke: "transparent", points: { show: false } },
        { paths, stroke: colour("--accent"), width: 2, points: { show: false } },
      ],
      bands: [{ series: [2, 1], fill: colour("--band") }],
    };
  }
}
