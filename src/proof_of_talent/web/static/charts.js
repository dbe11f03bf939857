// Draws charts with Vega: one view a chart, kept when only its rows change.
import { interpreter } from "./expressions.js";

const views = new Map();
let specs;

/** Load the compiled specifications; they come with a name that never changes its meaning. */
export async function loadSpecs(address) {
  specs ??= fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`specifications: ${answer.status}`);
    return answer.json();
  });
  try {
    return await specs;
  } catch (error) {
    specs = undefined;
    throw error;
  }
}

/** Return the drawn part of a chart, to be put into the page again after its surroundings are replaced. */
export function keepCanvas(name) {
  const kept = views.get(name);
  return kept?.canvas.isConnected ? kept.canvas : undefined;
}

export function forgetOthers(names) {
  for (const [name, kept] of views) {
    if (names.has(name)) continue;
    kept.view.finalize();
    views.delete(name);
  }
}

/** Draw a card's chart, or give its present drawing new rows. */
export async function draw(card, spec, rows) {
  const name = card.dataset.chart;
  const canvas = card.querySelector(".canvas");
  const kept = views.get(name);
  if (kept && kept.canvas === canvas) {
    kept.view.data("rows", structuredClone(rows));
    await kept.view.resize().runAsync();
    return;
  }
  kept?.view.finalize();
  const view = makeView(spec, rows, { container: canvas, renderer: "svg", hover: false });
  views.set(name, { view, canvas });
  await view.runAsync();
}

function makeView(spec, rows, options) {
  const filled = structuredClone(spec);
  filled.data.find((source) => source.name === "rows").values = structuredClone(rows);
  return new vega.View(vega.parse(filled, {}, { ast: true }), {
    expr: interpreter, tooltip: () => {}, ...options,
  });
}

/** Return the number of the row that an element of a drawing shows, or undefined. */
export function findRow(element) {
  const place = element.__data__?.datum?.i ?? element.__data__?.items?.[0]?.datum?.i;
  return typeof place === "number" ? place : undefined;
}

/** Return the period nearest to a place on the screen: its row, and where it is in the drawing. */
export function findPeriod(name, rows, clientX) {
  const { view, canvas } = views.get(name) ?? {};
  if (!view || rows[0]?.time === undefined) return undefined;
  const scale = view.scale("x");
  const start = view.padding().left + view.origin()[0];
  const at = clientX - canvas.querySelector("svg").getBoundingClientRect().left - start;
  const places = rows.map((row) => scale(row.time));
  const place = places.reduce((best, x, i) => (Math.abs(x - at) < Math.abs(places[best] - at) ? i : best), 0);
  return { place, left: places[place] + start };
}

/** Draw every chart as wide as its card is now, at once: paper has another width than the screen. */
export function fitAll() {
  for (const { view, canvas } of views.values()) view.signal("width", canvas.clientWidth).resize().run();
}

/** Return the drawn shape of a row: the last one, which lies on top. */
export function findShape(canvas, place) {
  const shapes = [...canvas.querySelectorAll("svg path, svg text")].filter((shape) => findRow(shape) === place);
  return shapes.findLast((shape) => shape.tagName === "path") ?? shapes.at(-1);
}

/** Return a chart as a file: SVG text or a PNG of twice the size, with title and period, on white. */
export async function exportChart(card, spec, rows, format) {
  const palette = spec.usermeta.palette;
  const light = JSON.parse(JSON.stringify(spec).replace(/var\(--([a-z0-9-]+)\)/g, (_, name) => palette[name]));
  light.background = palette.surface;
  light.padding = 20;
  light.title = {
    text: card.dataset.title, subtitle: card.dataset.about, anchor: "start", frame: "bounds", offset: 16,
    color: palette.ink, subtitleColor: palette["ink-2"], fontSize: 18, subtitleFontSize: 12, subtitlePadding: 6,
  };
  light.signals = light.signals.filter((signal) => signal.name !== "width");
  light.width = 760;
  const view = makeView(light, rows, { renderer: "none" });
  await view.runAsync();
  try {
    if (format === "svg") return new Blob([await view.toSVG()], { type: "image/svg+xml" });
    const drawing = await view.toCanvas(2);
    return await new Promise((resolve) => drawing.toBlob(resolve, "image/png"));
  } finally {
    view.finalize();
  }
}
