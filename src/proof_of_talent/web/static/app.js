// Every page: the theme switch, dialogs, popovers, copying, printing. Pages work without it.

const year = 365 * 24 * 3600;

/** Choose light, dark or system. A cookie tells the server, so that the next page comes in the right colours. */
function chooseTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const life = theme === "system" ? 0 : year;
  document.cookie = `theme=${theme}; path=/; max-age=${life}; samesite=lax`;
  showTheme();
}

function showTheme() {
  const chosen = document.documentElement.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === chosen));
  }
}

/** Tell screen readers something that is seen on the page. */
export function announce(text) {
  const region = document.getElementById("live");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

async function copy(button) {
  const said = button.textContent;
  await navigator.clipboard.writeText(button.dataset.copy || location.href);
  announce("Copied.");
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = said; }, 1600);
}

function placePopover(event) {
  if (event.newState !== "open") return;
  const popover = event.target;
  const button = document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
  if (!button) return;
  requestAnimationFrame(() => {
    const at = button.getBoundingClientRect();
    const own = popover.getBoundingClientRect();
    const left = Math.max(16, Math.min(at.left, document.documentElement.clientWidth - own.width - 16));
    const below = at.bottom + 8;
    const top = below + own.height > window.innerHeight ? Math.max(8, at.top - own.height - 8) : below;
    popover.style.left = `${left}px`;
    popover.style.top = `${top}px`;
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.setTheme) chooseTheme(button.dataset.setTheme);
  if ("copy" in button.dataset) copy(button);
  if ("print" in button.dataset) window.print();
  if (button.dataset.openDialog) document.getElementById(button.dataset.openDialog)?.showModal();
  if ("closeDialog" in button.dataset) button.closest("dialog")?.close();
});
document.addEventListener("toggle", placePopover, true);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "?" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  document.getElementById("shortcuts")?.showModal();
});

// A field marked so takes what is selected in the part of the page that it names.
document.addEventListener("selectionchange", () => {
  const field = document.querySelector("[data-selected]");
  const chosen = document.getSelection();
  if (!field || chosen.isCollapsed || !chosen.anchorNode.parentElement?.closest(field.dataset.selected)) return;
  field.value = chosen.toString().trim().slice(0, field.maxLength);
});

showTheme();
document.documentElement.classList.add("js");
