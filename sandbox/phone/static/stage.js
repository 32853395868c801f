// The phone's glass: one screen at a time, a stack to go back through, toasts, and sheets over it all.

import { h, icon, redrawn } from "./dom.js";
import { t } from "./words.js";

const glass = document.getElementById("screen");
const sheet = document.getElementById("sheet");
const toastBox = document.getElementById("toast");
const stack = [];
let toastTimer = 0;

export function show(screen) {
  stack.push(screen);
  draw();
}

export function replace(screen) {
  stack.pop();
  show(screen);
}

export function back() {
  if (stack.length > 1) stack.pop()?.leave?.();
  draw();
}

export function home(screen) {
  stack.splice(0).forEach((old) => old.leave?.());
  show(screen);
}

export function current() {
  return stack.at(-1);
}

export function redraw() {
  redrawn(glass, () => current()?.refresh?.());
}

// A new screen takes the focus over from the one that went.
function draw() {
  const screen = current();
  const wasHere = glass.contains(document.activeElement);
  glass.replaceChildren(screen.element);
  screen.refresh?.();
  if (wasHere) glass.querySelector("button")?.focus({ preventScroll: true });
  screen.enter?.();
}

export function header(title, { onback = back, right = null, note = "" } = {}) {
  const left = onback
    ? h("button", { class: "wx-head-button", type: "button", "aria-label": t("back"), onclick: onback }, icon("back", 22))
    : h("span", { class: "wx-head-button" });
  const name = h("h2", { class: "wx-head-name" }, title, note && h("small", {}, note));
  return h("header", { class: "wx-head" }, left, name, right ?? h("span", { class: "wx-head-button" }));
}

export function headButton(name, label, onclick) {
  return h("button", { class: "wx-head-button", type: "button", "aria-label": label, onclick }, icon(name, 22));
}

export function toast(text) {
  toastBox.textContent = text;
  toastBox.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toastBox.hidden = true), 2600);
}

export async function tried(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(error.message || t("not_sent"));
    return null;
  }
}

export function openSheet(title, ...content) {
  const close = h("button", { class: "sb-icon-button", type: "button", "aria-label": t("close"), onclick: closeSheet }, icon("cross", 18));
  const head = h("header", { class: "sb-sheet-head" }, h("h2", {}, title), close);
  sheet.replaceChildren(head, h("div", { class: "sb-sheet-body" }, ...content));
  if (!sheet.open) sheet.showModal();
}

export function closeSheet() {
  if (sheet.open) sheet.close();
}

sheet.addEventListener("click", (event) => {
  if (event.target === sheet) closeSheet();
});
