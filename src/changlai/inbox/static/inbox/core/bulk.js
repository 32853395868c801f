// Several conversations at once: X or the button begins to select, a click or X chooses a row, the bar says what to do.

import { filled } from "./files.js";
import { rows } from "./rows.js";

/** Watches the list below `root`; returns what draws the selection again after rows have changed. */
export function selection(root, signal) {
  const chosen = new Set();
  let isOn = false;
  let isAll = false;
  const bar = () => root.querySelector("#bulk");
  const list = () => root.querySelector("#rows");
  const begin = () => root.querySelector("[data-select]");

  const draw = () => {
    if (!bar()) return;
    list().classList.toggle("is-selecting", isOn);
    begin()?.setAttribute("aria-pressed", String(isOn));
    for (const row of rows(list())) {
      const isChosen = isAll || chosen.has(row.dataset.row);
      row.classList.toggle("is-sel", isOn && isChosen);
      if (isOn) row.setAttribute("aria-selected", String(isChosen));
      else row.removeAttribute("aria-selected");
    }
    const { textSome, textAll } = bar().dataset;
    bar().hidden = !isOn;
    bar().querySelector("[data-bulk-count]").textContent = isAll ? textAll : filled(textSome, { count: chosen.size });
    bar().querySelector("[data-bulk-all]").hidden = isAll;
    for (const button of bar().querySelectorAll("[data-bulk]")) button.disabled = !isAll && chosen.size === 0;
  };
  const end = () => {
    const hadFocus = bar()?.contains(document.activeElement);
    chosen.clear();
    isOn = isAll = false;
    draw();
    if (hadFocus) begin()?.focus();
  };
  const toggle = (row) => {
    if (isAll) {
      isAll = false;
      rows(list()).forEach(({ dataset }) => chosen.add(dataset.row));
    }
    if (!chosen.delete(row.dataset.row)) chosen.add(row.dataset.row);
  };
  const ask = (action) => {
    const wanted = new URLSearchParams(list().dataset.query);
    wanted.set("action", action);
    if (isAll) wanted.set("all", "1");
    else wanted.set("ids", [...chosen].join(","));
    window.htmx.ajax("get", `${bar().dataset.choiceUrl}?${wanted}`, { target: "#dialog", swap: "innerHTML" });
  };

  root.addEventListener("click", (event) => {
    const { target } = event;
    const row = target.closest?.("[data-row]");
    if (row && isOn && list().contains(row)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      toggle(row);
    } else if (target.closest?.("[data-select]")) {
      const focused = rows(list()).find((one) => one === document.activeElement);
      if (isOn && !focused) return end();
      isOn = true;
      if (focused) toggle(focused);
    } else if (target.closest?.("[data-bulk-all]")) isAll = true;
    else if (target.closest?.("[data-bulk-none]")) return end();
    else if (target.closest?.("[data-bulk]")) return ask(target.closest("[data-bulk]").dataset.bulk);
    else return undefined;
    return draw();
  }, { capture: true, signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOn && !document.querySelector("dialog[open]")) end();
  }, { signal });
  document.addEventListener("bulkDone", end, { signal });
  document.getElementById("dialog").addEventListener("close", () => {
    if (document.activeElement.id === "page") begin()?.focus(); // where it came from is hidden by now
  }, { signal });
  return { draw, end };
}
