// The questionnaire: saves each answer as it is given, says at once what is wrong with it, counts progress.
// Checking stays on the server, so that there is one truth about what an answer may be.
import { announce } from "./app.js";

const form = document.querySelector("[data-questions]");
const saved = form.querySelector("[data-saved]");
const waiting = new Map();
let sending = null;
let timer = 0;

function readAnswer(name) {
  const control = form.elements[name];
  if (control instanceof RadioNodeList) return control.value;
  if (control.type === "checkbox") return control.checked ? "yes" : "no"; // boxes are consents: not ticked is a no
  if (control.type === "radio") return control.checked ? control.value : "";
  return control.value;
}

function showSaved(text, bad = false) {
  saved.textContent = text;
  saved.classList.toggle("bad", bad);
}

function showProblem(name, message) {
  const box = form.querySelector(`[data-question="${CSS.escape(name)}"]`);
  if (!box) return;
  const problem = box.querySelector("[data-problem]");
  problem.hidden = !message;
  problem.querySelector("[data-text]").textContent = message ?? "";
  const marked = box.matches("fieldset") ? [box] : box.querySelectorAll("input, select, textarea");
  for (const control of marked) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  if (message) announce(message);
  showInSummary(name, message);
  showProgress();
}

/** Keep the list above the form true: what is mended leaves it, what is wrong in another way says so. */
function showInSummary(name, message) {
  const summary = document.querySelector("[data-summary]");
  const line = summary?.querySelector(`[data-for="${CSS.escape(name)}"]`);
  if (!line) return;
  if (message) line.querySelector("[data-why]").textContent = message;
  else line.remove();
  const left = summary.querySelectorAll("li").length;
  summary.querySelector("h2").textContent = left === 1 ? "One answer needs another look" : `${left} answers need another look`;
  if (!left) summary.remove();
}

function showProgress() {
  const needed = [...form.querySelectorAll("[data-question]")].filter((box) => box.querySelector("[required]"));
  const isWrong = (box) => box.matches("[aria-invalid]") || box.querySelector("[aria-invalid]");
  const answered = needed.filter((box) => String(readAnswer(box.dataset.question)).trim() !== "" && !isWrong(box)).length;
  form.querySelector("[data-answered]").textContent = answered;
  form.querySelector("progress").value = answered;
}

function post(answers, keepalive = false) {
  return fetch(form.dataset.save, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(answers),
    keepalive,
  });
}

/** Send what waits; one request at a time, so that an older answer never overtakes a newer one. */
async function send() {
  if (sending || !waiting.size) return;
  const answers = Object.fromEntries(waiting);
  waiting.clear();
  showSaved("Saving …");
  sending = save(answers);
  const worked = await sending;
  sending = null;
  if (worked && waiting.size) send();
}

async function save(answers) {
  try {
    const answer = await post(answers);
    const { error } = await answer.json();
    if (answer.ok) {
      for (const name of Object.keys(answers)) showProblem(name, null);
      showSaved(form.querySelector("[aria-invalid]") ? "Saved, but for what is marked" : "All answers saved");
      return true;
    }
    if (answer.status === 422 && error.problems) {
      showWrong(answers, error.problems);
      return true;
    }
    if (answer.status < 500) {
      showSaved(error.message, true);
      return true;
    }
  } catch { /* offline: the same as a server that cannot answer */ }
  for (const [name, value] of Object.entries(answers)) if (!waiting.has(name)) waiting.set(name, value);
  showSaved("Not saved yet. Trying again …", true);
  timer = setTimeout(send, 4000);
  return false;
}

/** Mark what was refused and send the rest again: one wrong answer keeps none of the others out. */
function showWrong(answers, problems) {
  const wrong = new Set(problems.map((problem) => problem.field));
  for (const problem of problems) showProblem(problem.field, problem.message);
  for (const [name, value] of Object.entries(answers)) {
    if (!wrong.has(name) && !waiting.has(name)) waiting.set(name, value);
  }
  showSaved("Saved, but for what is marked");
}

function note(target, delay) {
  if (!target.name) return;
  waiting.set(target.name, readAnswer(target.name));
  showProgress();
  clearTimeout(timer);
  timer = setTimeout(send, delay);
}

form.addEventListener("input", (event) => note(event.target, 900));
form.addEventListener("change", (event) => note(event.target, 0));
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  waiting.clear(); // the form holds every answer
  if (!sending) return;
  event.preventDefault(); // an older save on its way must not arrive after the form
  await sending;
  form.submit();
});
window.addEventListener("pagehide", () => {
  if (waiting.size) post(Object.fromEntries(waiting), true).catch(() => {});
});

const refused = document.querySelector("[data-summary]");
refused?.focus();
// This page answered a form. Reloading it must show what is saved by now, not send the old answers again.
if (refused) history.replaceState(history.state, "", location.href);
for (const link of document.querySelectorAll("[data-summary] a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const control = document.getElementById(link.hash.slice(1));
    control.focus();
    control.scrollIntoView({ block: "center" });
  });
}
document.body.dataset.ready = "";
