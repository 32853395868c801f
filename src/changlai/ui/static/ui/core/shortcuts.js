// Keys. An element says its own with data-key="e"; J and K walk through [data-row] of a list; ? shows what there is. Keys
// that are heard while somebody types stand in data-told, [["what it does", "Shift Enter"], ...], for the list alone.
import { openModal } from "./focus.js";

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export function watchShortcuts() {
  document.addEventListener("click", ({ target }) => target.closest?.("[data-keys]") && showKeys());
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]:not(.cl-drawer)")) return;
    if (press(event.key)) event.preventDefault();
  });
}

/** Where keys work: the page, or the drawer that lies over it. */
function scope() {
  return document.querySelector(".cl-drawer[open]") ?? document;
}

function press(key) {
  if (key === "?" || key === "？") return showKeys(); // an input method may be on
  const element = visible(`[data-key="${CSS.escape(key.toLowerCase())}"]`, scope())[0];
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
  const rows = visible("[data-row]", scope()).filter(wayInto); // one that leads nowhere cannot be walked to
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const from = here >= 0 ? here : rows.findIndex((row) => row.matches(".is-on"));
  const row = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
  wayInto(row).focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function wayInto(row) {
  return row.matches("a, button") ? row : row.querySelector("a, button");
}

function showKeys() {
  const box = document.getElementById("keys");
  const list = box.querySelector("#keys-list");
  list.querySelectorAll("[data-found]").forEach((line) => line.remove());
  for (const fixed of list.querySelectorAll("[data-when]")) fixed.hidden = visible(fixed.dataset.when, scope()).length === 0;
  list.prepend(...found().map(([words, keys]) => line(words, keys)));
  openModal(box);
  return true;
}

/** What works here, as [what it does, keys]. Of two with one key the first has it, even when it rests. */
function found() {
  const first = new Map();
  for (const element of visible("[data-key]", scope())) {
    if (!first.has(element.dataset.key)) first.set(element.dataset.key, element);
  }
  const own = [...first].filter(([, element]) => !element.disabled).map(([key, element]) => [label(element), key.toUpperCase()]);
  const told = visible("[data-told]", scope()).flatMap((element) => JSON.parse(element.dataset.told));
  return [...own, ...told];
}

function line(words, keys) {
  const box = Object.assign(document.createElement("div"), { innerHTML: "<dt></dt><dd></dd>" });
  box.dataset.found = "";
  box.querySelector("dt").textContent = words;
  const signs = keys.split(" ").map((key) => Object.assign(document.createElement("span"), { className: "cl-kbd", textContent: key }));
  box.querySelector("dd").append(...signs);
  return box;
}

export function label(element) {
  const words = element.ariaLabel || element.dataset.command || element.innerText || element.placeholder || element.title;
  return (words ?? "").trim().split("\n")[0];
}

export function visible(selector, place = document) {
  return [...place.querySelectorAll(selector)].filter((element) => element.checkVisibility?.() ?? element.offsetParent);
}
