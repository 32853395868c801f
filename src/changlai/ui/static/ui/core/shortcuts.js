// Keys. An element says its own with data-key="e"; J and K walk through [data-row] of a list; ? shows what there is.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export function watchShortcuts() {
  document.addEventListener("click", ({ target }) => target.closest?.("[data-keys]") && showKeys());
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (press(event.key)) event.preventDefault();
  });
}

function press(key) {
  if (key === "?") return showKeys();
  const element = visible(`[data-key="${CSS.escape(key.toLowerCase())}"]`)[0];
  if (element) return use(element);
  if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  return false;
}

function use(element) {
  if (element.matches(TYPING)) element.focus();
  else if (element.matches("details")) {
    const summary = element.querySelector("summary");
    summary.focus(); // the arrows go on from here
    summary.click();
  }
  else element.click();
  return true;
}

function walk(step) {
  const rows = visible("[data-row]");
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const from = here >= 0 ? here : rows.findIndex((row) => row.matches(".is-on"));
  const row = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
  (row.matches("a, button") ? row : row.querySelector("a, button") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function showKeys() {
  const box = document.getElementById("keys");
  const list = box.querySelector("#keys-list");
  list.querySelectorAll("[data-found]").forEach((line) => line.remove());
  for (const fixed of list.querySelectorAll("[data-when]")) fixed.hidden = visible(fixed.dataset.when).length === 0;
  const told = new Set(); // of two with one key, the first has it
  for (const element of visible("[data-key]")) {
    if (told.has(element.dataset.key)) continue;
    told.add(element.dataset.key);
    list.prepend(line(label(element), element.dataset.key));
  }
  box.showModal();
  return true;
}

function line(words, key) {
  const box = Object.assign(document.createElement("div"), { innerHTML: '<dt></dt><dd><span class="cl-kbd"></span></dd>' });
  box.dataset.found = "";
  box.querySelector("dt").textContent = words;
  box.querySelector(".cl-kbd").textContent = key.toUpperCase();
  return box;
}

export function label(element) {
  const words = element.ariaLabel || element.dataset.command || element.innerText || element.placeholder || element.title;
  return (words ?? "").trim().split("\n")[0];
}

export function visible(selector) {
  return [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility?.() ?? element.offsetParent);
}
