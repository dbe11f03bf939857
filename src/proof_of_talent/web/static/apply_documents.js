// Uploading: one file per request, each with its progress, cancel, retry and reason; kinds and removal.
import { announce } from "./app.js";

const area = document.querySelector("[data-upload]");
const list = area.querySelector("[data-files]");
const drop = area.querySelector("[data-drop]");
const input = area.querySelector("input[type=file]");
const limit = Number(area.dataset.maxBytes);
const queue = [];
let current = null;

const plural = (count, one) => `${count.toLocaleString("en-GB")} ${one}${count === 1 ? "" : "s"}`;

function formatBytes(bytes) {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000).toLocaleString("en-GB")} kB` : `${bytes} bytes`;
}

const WARNINGS = {
  reading: "This file takes long to read. It is read in the background; look again in a minute.",
  unreadable: "This file could not be read. Remove it, save it again as a simpler PDF, then upload that.",
  hidden_text:
    "Some text in this file was left out because it cannot be seen (invisible, tiny, or in the colour of what is behind it). If you can see it, export the file again as a PDF.",
  not_read: "A part of this file was not read, such as an attached file. Upload it as a document of its own.",
  unreadable_text:
    "On some pages the letters cannot be told from the fonts. Print the file to a new PDF, or upload the original document.",
  read_by_ocr:
    "Some pages are pictures whose text was recognised (OCR). Words may be wrong: look at what we read.",
};

/** What can be told without sending the file; the server looks at the content itself. */
function findProblem(file) {
  if (file.size === 0) return "This file is empty (0 bytes). Export or download it again.";
  if (file.size > limit) return `This file has ${formatBytes(file.size)}; the limit is ${area.dataset.megabytes} MB. Compress its images or split it.`;
  if (!/\.(pdf|docx)$/i.test(file.name)) return "This file is neither a PDF nor a Word document (.docx). In LibreOffice choose File, Export As, PDF; in Word File, Save As; in Google Docs File, Download. Then choose the new copy.";
  if (list.querySelectorAll("[data-document]").length >= Number(area.dataset.maxFiles)) return `There are ${area.dataset.maxFiles} documents already, which is the limit. Remove one first.`;
  return null;
}

class Pending {
  constructor(file) {
    this.file = file;
    this.row = document.getElementById("pending-row").content.firstElementChild.cloneNode(true);
    this.status = this.row.querySelector("[data-status]");
    this.bar = this.row.querySelector("progress");
    this.retry = this.row.querySelector("[data-retry]");
    this.cancel = this.row.querySelector("[data-cancel]");
    this.isCancelled = false;
    this.row.querySelector(".name").textContent = file.name;
    this.bar.setAttribute("aria-label", `Upload of ${file.name}`);
    this.retry.setAttribute("aria-label", `Try again: ${file.name}`);
    this.cancel.setAttribute("aria-label", `Cancel ${file.name}`);
    this.retry.addEventListener("click", () => enqueue(this));
    this.cancel.addEventListener("click", () => this.stop());
    list.append(this.row);
  }

  wait() {
    this.row.classList.remove("failed");
    this.retry.hidden = true;
    this.bar.hidden = false;
    this.bar.value = 0;
    this.cancel.textContent = "Cancel";
    this.cancel.setAttribute("aria-label", `Cancel ${this.file.name}`);
    this.status.textContent = "Waiting";
  }

  /** Send the file; resolves when there is nothing more to do for now. */
  send() {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("files", this.file);
      this.request = request;
      this.isSent = false;
      request.open("POST", area.dataset.upload);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        this.bar.value = (100 * event.loaded) / event.total;
        this.status.textContent = `${formatBytes(event.loaded)} of ${formatBytes(event.total)}`;
      });
      request.upload.addEventListener("load", () => {
        this.isSent = true;
        this.bar.removeAttribute("value");
        this.status.textContent = "Reading the document …";
      });
      request.addEventListener("load", async () => { await this.finish(request); resolve(); });
      request.addEventListener("error", () => {
        this.fail("The connection was lost. Nothing was kept of this file.", true);
        resolve();
      });
      request.addEventListener("abort", resolve);
      request.send(form);
    });
  }

  async finish(request) {
    if (request.status === 200) {
      const [added] = request.response.files;
      if (this.isCancelled) {
        await fetch(`${area.dataset.documents}/${added.id}`, { method: "DELETE" });
        return;
      }
      const row = makeRow(added);
      const hadFocus = this.row.contains(document.activeElement);
      this.row.replaceWith(row);
      if (hadFocus) row.querySelector("select").focus();
      showCounts();
      const kind = row.querySelector("select").selectedOptions[0].textContent;
      announce(`${added.filename} was added and recognised as: ${kind}.`);
      return;
    }
    const message = request.response?.error?.message ?? "The server did not accept this file.";
    this.fail(message, request.status >= 500 || request.status === 0 || request.status === 409);
  }

  fail(message, canRetry) {
    if (this.isCancelled) return;
    this.row.classList.add("failed");
    this.bar.hidden = true;
    this.status.textContent = message;
    this.retry.hidden = !canRetry;
    this.cancel.textContent = "Dismiss";
    this.cancel.setAttribute("aria-label", `Dismiss ${this.file.name}`);
    announce(`${this.file.name} could not be used. ${message}`);
  }

  /** Take the file back. Once it is sent whole the server may keep it, so it is removed there afterwards. */
  stop() {
    this.isCancelled = true;
    if (queue.includes(this)) queue.splice(queue.indexOf(this), 1);
    if (current === this && !this.isSent) this.request.abort();
    const next = this.row.nextElementSibling?.querySelector("button, select") ?? input;
    this.row.remove();
    next.focus();
    showCounts();
    announce(`${this.file.name} is not uploaded.`);
  }
}

function makeRow(added) {
  const row = document.getElementById("document-row").content.firstElementChild.cloneNode(true);
  const base = `${area.dataset.base}/documents/${added.id}`;
  row.dataset.document = added.id;
  row.dataset.kind = added.kind;
  row.querySelector(".name").textContent = added.filename;
  row.querySelector(".meta").textContent = `${plural(added.pages, "page")} · ${formatBytes(added.bytes)}`;
  row.querySelector(".shown").href = `${base}/read`;
  row.querySelector("[data-name]").textContent = ` in ${added.filename}`;
  row.querySelector(".kind").action = `${base}/kind`;
  row.querySelector(".remove").action = `${base}/remove`;
  const select = row.querySelector("select");
  select.id = `kind-${added.id}`;
  select.value = added.kind;
  const label = row.querySelector("label");
  label.htmlFor = select.id;
  label.textContent = `What is ${added.filename}?`;
  row.querySelector(".remove button").setAttribute("aria-label", `Remove ${added.filename}`);
  for (const code of [added.state, ...added.warnings].filter((code) => code !== "read")) {
    const warning = document.createElement("p");
    warning.className = "alert warn small";
    warning.textContent = WARNINGS[code] ?? code;
    row.querySelector(".warnings").append(warning);
  }
  return row;
}

function showCounts() {
  const rows = [...list.querySelectorAll("[data-document]")];
  for (const item of document.querySelectorAll("[data-wanted]")) {
    const count = rows.filter((row) => row.dataset.kind === item.dataset.wanted).length;
    item.querySelector("[data-count]").textContent = count;
    item.querySelector("[data-of]")?.toggleAttribute("hidden", count > Number(item.dataset.least)); // no "2 of 1"
    item.classList.toggle("have", count > 0 && count >= Number(item.dataset.least));
  }
  area.querySelector("[data-empty]").hidden = list.children.length > 0;
}

function enqueue(pending) {
  pending.wait();
  queue.push(pending);
  work();
}

async function work() {
  if (current) return;
  while (queue.length) {
    current = queue.shift();
    const problem = findProblem(current.file);
    if (problem) current.fail(problem, false);
    else await current.send();
  }
  current = null;
}

function add(files) {
  for (const file of files) enqueue(new Pending(file));
  showCounts();
}

function showProblem(message) {
  const box = document.querySelector("[data-problem-box]");
  box.replaceChildren();
  const alert = document.createElement("p");
  alert.className = "alert bad";
  alert.setAttribute("role", "alert");
  alert.textContent = message;
  box.append(alert);
}

async function change(row, method, body) {
  try {
    const answer = await fetch(`${area.dataset.documents}/${row.dataset.document}`, {
      method, body, headers: body ? { "Content-Type": "application/json" } : {},
    });
    const { error } = await answer.json();
    if (answer.ok) return true;
    if (method === "DELETE" && error.code === "document_not_found") return true; // gone already, from another tab
    showProblem(error.message);
  } catch {
    showProblem("The server cannot be reached. Please try again.");
  }
  return false;
}

input.addEventListener("change", () => { add([...input.files]); input.value = ""; });
list.addEventListener("change", async (event) => {
  const row = event.target.closest("[data-document]");
  if (!row) return;
  const kind = event.target.value;
  if (await change(row, "PATCH", JSON.stringify({ kind }))) {
    row.dataset.kind = kind;
    announce(`Saved as: ${event.target.selectedOptions[0].textContent}.`);
  } else event.target.value = row.dataset.kind;
  showCounts();
});
list.addEventListener("submit", async (event) => {
  event.preventDefault();
  const row = event.target.closest("[data-document]");
  if (!event.target.matches(".remove") || !(await change(row, "DELETE"))) return;
  const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button, select") ?? input;
  announce(`${row.querySelector(".name").textContent} was removed.`);
  row.remove();
  next.focus();
  showCounts();
});

let depth = 0;
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
window.addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; drop.classList.add("over"); } });
window.addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth -= 1; if (depth <= 0) drop.classList.remove("over"); } });
window.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
window.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  depth = 0;
  drop.classList.remove("over");
  add([...event.dataTransfer.files]);
});
document.querySelector("[data-start]").addEventListener("submit", (event) => {
  if (!current) return;
  event.preventDefault();
  showProblem("An upload is still under way. Wait for it, or cancel it.");
});
document.body.dataset.ready = "";
