// The one script of every page: behaviour every page has (core/), and islands: elements with data-island, each brought
// to life by the default export of its module, island(element). What it returns is called when the element goes.
import { watchConfirm } from "./core/confirm.js";
import { watchDialogs } from "./core/dialog.js";
import { followErrors } from "./core/errors.js";
import { watchFigures } from "./core/figures.js";
import { watchFocus } from "./core/focus.js";
import { follow as followLive } from "./core/live.js";
import { watchMenus } from "./core/menu.js";
import { watchPalette } from "./core/palette.js";
import { watchPlaces } from "./core/places.js";
import { watchPreferences } from "./core/preferences.js";
import { watchShortcuts } from "./core/shortcuts.js";
import { keepTimesTrue } from "./core/times.js";
import { watchToasts } from "./core/toast.js";
import { watchFields } from "./core/fields.js";

const living = new WeakMap();

async function bring(element) {
  if (living.has(element)) return;
  living.set(element, undefined);
  const { default: island } = await import(element.dataset.islandSrc);
  if (element.isConnected) living.set(element, island(element));
}

function bringAll(root) {
  if (root.matches?.("[data-island]")) bring(root);
  for (const element of root.querySelectorAll("[data-island]")) bring(element);
}

function letGo(element) {
  const end = living.get(element);
  living.delete(element);
  if (typeof end === "function") end();
}

// htmx removes what it replaces; it tells about every element it has looked at, so ask the tree instead
new MutationObserver((changes) => {
  for (const { removedNodes } of changes) {
    for (const node of removedNodes) {
      if (!(node instanceof Element) || node.isConnected) continue;
      if (node.matches("[data-island]")) letGo(node);
      for (const inner of node.querySelectorAll("[data-island]")) letGo(inner);
    }
  }
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("htmx:load", (event) => bringAll(event.target));
bringAll(document);

for (const begin of [
  followErrors, watchToasts, watchConfirm, watchDialogs, watchFigures, watchFocus, watchMenus, watchFields, watchPalette,
  watchPlaces, watchPreferences, watchShortcuts, keepTimesTrue, followLive,
]) begin();
