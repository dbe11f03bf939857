// Progress by stage: server-sent events, and asking every other second where those do not come through.
import { announce } from "./app.js";

const box = document.querySelector("[data-events]");
const bar = box.querySelector("[data-percent]");
const connection = box.querySelector("[data-connection]");
const stages = [...box.querySelectorAll("[data-stage]")];
let failures = 0;
let shown = null;

function show({ stage, percent }) {
  const at = stages.findIndex((item) => item.dataset.stage === stage);
  bar.value = percent;
  connection.textContent = "";
  stages.forEach((item, index) => {
    const isCurrent = index === at;
    item.classList.toggle("done", at < 0 || index < at);
    item.classList.toggle("current", isCurrent);
    if (isCurrent) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    item.querySelector("[data-state]").textContent = isCurrent ? " (now)" : at < 0 || index < at ? " (done)" : "";
  });
  if (stage !== shown && at >= 0) announce(stages[at].children[1].textContent);
  shown = stage;
}

/** The server knows where to go on: the report, or why there is none. */
function leave() {
  location.replace(box.dataset.next);
}

async function poll() {
  box.dataset.by = "polling";
  try {
    const answer = await fetch(box.dataset.status);
    const status = await answer.json();
    if (answer.status < 500) {
      if (status.status !== "analyzing") return leave();
      show(status.progress);
    }
  } catch {
    connection.textContent = "The connection is lost. Trying again; the analysis goes on meanwhile.";
  }
  setTimeout(poll, 2000);
}

function listen() {
  const source = new EventSource(box.dataset.events);
  source.addEventListener("progress", (event) => {
    failures = 0;
    box.dataset.by = "events";
    show(JSON.parse(event.data).progress);
  });
  source.addEventListener("end", () => { source.close(); leave(); });
  source.addEventListener("error", () => {
    failures += 1;
    if (source.readyState !== EventSource.CLOSED && failures < 3) return;
    source.close();
    poll();
  });
}

if ("EventSource" in window) listen();
else poll();
document.body.dataset.ready = "";
