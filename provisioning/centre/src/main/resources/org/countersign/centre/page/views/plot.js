/** uPlot with the page's colours, as wide as the page. */
import { number, tick } from "../format.js";

/** Height of the drawing in CSS pixels. */
const HEIGHT = 320;

/** A number's last values as a line, within the band from least to greatest. It ends with `signal`. */
export class Plot {
  #element;
  #signal;
  #pointed;
  #uPlot = null;
  #drawn = null;
  #points = [];
  #range = [0, 0];

  /** @param pointed told the point `[at, least, greatest, last]` that the pointer is at; null when it is at none */
  constructor(element, signal, pointed) {
    this.#element = element;
    this.#signal = signal;
    this.#pointed = pointed;
    const resized = new ResizeObserver(() => this.#drawn?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      this.#drawn?.destroy();
    });
    addEventListener("theme", () => this.#uPlot && this.#draw(), { signal });
  }

  /** Shows the points; the axis goes from one time to the other. */
  async show(points, from, until) {
    this.#uPlot ??= (await import("/webjars/uplot/dist/uPlot.esm.js")).default;
    if (this.#signal.aborted) {
      return;
    }
    // Reported by exception: the last value holds until now.
    this.#points = points.length > 0 ? [...points, [until, ...Array(3).fill(points.at(-1)[3])]] : [];
    this.#range = [from, until];
    this.#drawn ? this.#drawn.setData(this.#columns()) : this.#draw();
  }

  #columns() {
    return [0, 1, 2, 3].map((at) => this.#points.map((point) => point[at]));
  }

  #draw() {
    this.#drawn?.destroy();
    this.#drawn = new this.#uPlot(this.#options(), this.#columns(), this.#element);
  }

  #options() {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = { stroke: colour("--text"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    // A value holds until the next one comes.
    const paths = this.#uPlot.paths.stepped({ align: 1 });
    return {
      width: this.#element.clientWidth,
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      hooks: { setCursor: [(u) => this.#pointed(this.#points[u.cursor.idx] ?? null)] },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { x: { time: true, range: () => this.#range } },
      axes: [
        { ...axis, space: 70, values: (u, splits) => splits.map((at) => tick(at, this.#range[1] - this.#range[0])) },
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
