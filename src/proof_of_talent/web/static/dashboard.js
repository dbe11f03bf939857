// The dashboard: draws charts, swaps its middle when filters change, keeps up with new records.
import { announce } from "./app.js";
import { draw, exportChart, findPeriod, findRow, fitAll, findShape, forgetOthers, keepCanvas, loadSpecs } from "./charts.js";

const POLL = 4000;
const DIM_AFTER = 150;
const usuals = { period: "12m", compare: "previous", tab: "overview", sort: "-created_at", size: "25" };
const live = document.body.dataset.live;
const trouble = document.getElementById("trouble");
let running;

const region = () => document.getElementById("view");
const cards = () => [...document.querySelectorAll("[data-chart]")].filter((card) => card.querySelector(".plot"));
const here = () => location.pathname + location.search;
const readRows = (card) => JSON.parse(card.querySelector("script.rows").textContent);
const narrow = matchMedia("(max-width: 46rem)");

/** Say that the page is not up to date, and offer to try again. */
function complain(error, address) {
  console.error(error);
  trouble.hidden = false;
  trouble.dataset.address = address;
}

async function drawAll() {
  delete document.body.dataset.ready;
  const waiting = cards();
  forgetOthers(new Set(waiting.map((card) => card.dataset.chart)));
  if (waiting.length) {
    const specs = await loadSpecs(document.body.dataset.specs);
    for (const card of waiting) {
      await draw(card, specs[card.dataset.chart], readRows(card));
      delete card.querySelector(".plot").dataset.waiting;
    }
  }
  document.body.dataset.ready = String(waiting.length);
}

/** Show the state that an address names. Drawings stay where they are and only get new rows. */
async function show(address, { push = true, quiet = false } = {}) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const dim = setTimeout(() => { if (!quiet) region().setAttribute("aria-busy", "true"); }, DIM_AFTER);
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = next.getElementById("view");
    if (!fresh) {
      if (quiet) throw new Error(String(answer.status));
      location.assign(address);
      return;
    }
    if (push) history.pushState(null, "", address);
    document.title = next.title;
    swap(fresh);
    trouble.hidden = true;
    if (!quiet) announce(document.getElementById("summary")?.textContent ?? "");
    await drawAll();
  } catch (error) {
    if (error.name !== "AbortError") complain(error, address);
  } finally {
    clearTimeout(dim);
    if (running === mine) region().removeAttribute("aria-busy");
  }
}

function swap(fresh) {
  const focus = describeFocus();
  const fold = fresh.querySelector(".filter-fold");
  if (fold) fold.open = document.querySelector(".filter-fold")?.open ?? true;
  const opened = new Set([...document.querySelectorAll("[data-chart]:has(details[open])")].map((card) => card.id));
  for (const card of fresh.querySelectorAll("[data-chart]")) {
    const canvas = keepCanvas(card.dataset.chart);
    const place = card.querySelector(".canvas");
    if (canvas && place) place.replaceWith(canvas);
    if (opened.has(card.id)) card.querySelector("details")?.setAttribute("open", "");
  }
  region().replaceWith(fresh);
  hideTip();
  focus();
}

/** Remember where the keyboard is, in words that outlive the elements. */
function describeFocus() {
  const active = document.activeElement;
  if (!region().contains(active)) return () => {};
  const card = active.closest("[data-chart]")?.id;
  const find = (root) => {
    if (active.id) return root.getElementById(active.id);
    if (active.classList.contains("plot")) return root.getElementById(card)?.querySelector(".plot");
    const home = card ? root.getElementById(card) : root.getElementById("view");
    const links = [...(home?.querySelectorAll("a, button, summary") ?? [])];
    return links.find((link) => link.textContent === active.textContent);
  };
  const point = active.dataset.point;
  return () => {
    const target = find(document) ?? document.getElementById("main");
    if (point !== undefined && target.classList.contains("plot")) target.dataset.point = point;
    target.focus({ preventScroll: true });
  };
}

// -- filters ----------------------------------------------------------------------------------------

function readForm(form) {
  const query = new URLSearchParams();
  const period = form.elements.period?.value;
  for (const [name, value] of new FormData(form)) {
    const custom = name === "since" || name === "until";
    if (value && !(custom && period !== "custom")) query.append(name, value);
  }
  for (const [name, usual] of Object.entries(usuals)) {
    if (query.get(name) === usual) query.delete(name);
  }
  const text = query.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-filters]");
  if (!form || !form.elements.period?.options) return; // other forms have a button
  const custom = form.elements.period.value === "custom";
  for (const part of form.querySelectorAll("[data-custom]")) part.hidden = !custom;
  if (custom && !form.elements.since.value && !form.elements.until.value) return;
  if (checkDates(form)) show(readForm(form));
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-filters]");
  if (!form) return;
  event.preventDefault();
  if (checkDates(form)) show(readForm(form));
});

/** Say at its field when the second date is before the first. */
function checkDates(form) {
  const { period, since, until } = form.elements;
  if (!until) return true;
  const wrong = period.value === "custom" && since.value && until.value && until.value < since.value;
  until.setAttribute("aria-invalid", String(Boolean(wrong)));
  form.querySelector(".problem").textContent = wrong ? "This is before the first date. Choose a later one." : "";
  return !wrong;
}

function foldFilters() {
  const fold = document.querySelector(".filter-fold");
  if (fold) fold.open = !narrow.matches;
}
narrow.addEventListener("change", foldFilters);
foldFilters();

// Paper: drawings get its width before it is printed, and the screen's afterwards.
for (const [event, prints] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(event, () => {
    document.body.classList.toggle("on-paper", prints);
    fitAll();
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  show(link.getAttribute("href"));
});
window.addEventListener("popstate", () => show(here(), { push: false }));
trouble.querySelector("[data-retry]").addEventListener("click", () => show(trouble.dataset.address));

// -- points of a chart ------------------------------------------------------------------------------

const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
document.body.append(tip);

const cross = document.createElement("div");
cross.className = "cross";

function hideTip() {
  tip.hidden = true;
  cross.remove();
}

function tableRow(card, place) {
  return card.querySelectorAll("tbody tr")[place];
}

/** Fill the tooltip from the chart's own table, so that both say the same. */
function fillTip(card, place) {
  const heads = [...card.querySelectorAll("thead th")];
  const cells = [...tableRow(card, place).children];
  const title = document.createElement("b");
  title.textContent = cells[0].textContent.trim();
  const list = document.createElement("dl");
  for (const [column, cell] of cells.entries()) {
    if (column === 0) continue;
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.textContent = heads[column].textContent;
    value.textContent = cell.textContent;
    list.append(name, value);
  }
  tip.replaceChildren(title, list);
  tip.hidden = false;
}

function placeTip(x, y) {
  const own = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - own.width - 8));
  const top = y + 18 + own.height > window.innerHeight ? y - own.height - 12 : y + 18;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}

function sayPoint(card, place) {
  const heads = [...card.querySelectorAll("thead th")].map((head) => head.textContent);
  const cells = [...tableRow(card, place).children].map((cell) => cell.textContent.trim().replace(/\s+/g, " "));
  announce([cells[0], ...cells.slice(1).map((cell, column) => `${heads[column + 1]} ${cell}`)].join(", "));
}

/** Return the row that the mouse is at: over time the nearest period, elsewhere the shape under it. */
function findPoint(event) {
  const card = event.target.closest?.(".canvas")?.closest("[data-chart]");
  if (!card) return {};
  const period = findPeriod(card.dataset.chart, readRows(card), event.clientX);
  return { card, place: period?.place ?? findRow(event.target), left: period?.left };
}

document.addEventListener("mousemove", (event) => {
  const { card, place, left } = findPoint(event);
  if (place === undefined || !tableRow(card, place)) return hideTip();
  fillTip(card, place);
  if (left !== undefined) {
    card.querySelector(".plot").append(cross);
    cross.style.left = `${left}px`;
  }
  placeTip(event.clientX, event.clientY);
});
document.addEventListener("click", (event) => {
  const { card, place } = findPoint(event);
  if (place !== undefined) tableRow(card, place)?.querySelector("a")?.click();
});

const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
  const row = event.target.closest?.(".listing tbody tr");
  if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const other = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    other?.querySelector("a").focus();
    return;
  }
  const plot = event.target.closest?.(".plot");
  if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = plot.closest("[data-chart]");
  const count = card.querySelectorAll("tbody tr").length;
  const at = plot.dataset.point === undefined ? undefined : Number(plot.dataset.point);
  let next;
  if (event.key in steps) next = at === undefined ? 0 : Math.max(0, Math.min(count - 1, at + steps[event.key]));
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = count - 1;
  else if (event.key === "Enter" && at !== undefined) {
    event.preventDefault();
    tableRow(card, at)?.querySelector("a")?.click();
    return;
  } else return;
  event.preventDefault();
  plot.dataset.point = String(next);
  fillTip(card, next);
  const shape = findShape(plot, next) ?? plot;
  shape.scrollIntoView({ block: "nearest" });
  const box = shape.getBoundingClientRect();
  placeTip(box.left + box.width / 2, box.top + box.height / 2);
  sayPoint(card, next);
});
document.addEventListener("focusout", (event) => {
  if (event.target.classList?.contains("plot")) hideTip();
});

// -- files ------------------------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-export]");
  if (!button) return;
  const card = button.closest("[data-chart]");
  const specs = await loadSpecs(document.body.dataset.specs);
  const blob = await exportChart(card, specs[card.dataset.chart], readRows(card), button.dataset.export);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${card.dataset.file}.${button.dataset.export}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// -- life -------------------------------------------------------------------------------------------

async function keepUp() {
  if (document.visibilityState !== "visible" || region().getAttribute("aria-busy")) return;
  try {
    const { version } = await (await fetch(live)).json();
    if (version === region().dataset.version) return;
    await show(here(), { push: false, quiet: true });
  } catch (error) {
    complain(error, here());
  }
}

for (const card of cards()) card.querySelector(".plot").dataset.waiting = "";
if (document.body.dataset.specs) {
  drawAll().catch((error) => complain(error, here()));
} else {
  document.body.dataset.ready = "0";
}
setInterval(keepUp, POLL);
document.addEventListener("visibilitychange", keepUp);
