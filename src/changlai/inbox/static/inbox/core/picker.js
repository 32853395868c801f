// A list above the text that opens by a sign (@ or /) and is worked with the keyboard alone: arrows, Enter or Tab, Escape.

import { parsed } from "./server.js";

let number = 0;

/**
 * `sign` is a pattern that ends at the cursor, its only filled group what is looked for. `load(query)` resolves to items,
 * `draw(item)` makes an element for one, `choose(item)` says what is written instead of the sign (or null: nothing).
 */
export function picker(area, { sign, load, draw, choose, none = "", signal }) {
  const list = parsed('<div class="cl-pick" role="listbox" hidden></div>').firstChild;
  list.id = `pick-${(number += 1)}`;
  area.before(list);
  let items = [];
  let at = 0;
  let asked = 0;
  let pending = null; // what was typed last, while it is being looked for

  const close = () => {
    asked += 1;
    list.hidden = true;
    items = [];
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === index)));
    list.children[index]?.scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", `${list.id}-${index}`);
  };
  const found = () => sign.exec(area.value.slice(0, area.selectionStart));
  const look = () => {
    const mine = (pending = search().finally(() => mine === pending && (pending = null)));
    return mine;
  };
  const search = async () => {
    const match = found();
    if (!match || area.selectionStart !== area.selectionEnd) return close();
    const turn = (asked += 1);
    const answer = await load(match[1] ?? match[2]).catch(() => []);
    if (turn !== asked) return; // a later key was faster
    items = answer;
    if (!items.length && !none) return close();
    list.replaceChildren(...items.map((item, n) => row(item, n)));
    if (!items.length) list.append(Object.assign(document.createElement("p"), { className: "cl-pick-none", textContent: none }));
    list.hidden = false;
    if (items.length) mark(0);
  };
  const row = (item, n) => {
    const option = draw(item);
    option.id = `${list.id}-${n}`;
    option.setAttribute("role", "option");
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
    option.addEventListener("click", () => take(item));
    return option;
  };
  const take = async (item) => {
    const match = found();
    close();
    const words = await choose(item);
    if (words === null || !match) return;
    const end = area.selectionStart;
    const start = end - match[0].length + (match[0].match(/^\s/)?.[0].length ?? 0);
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };

  // Who types faster than we answer means what was typed, not what the list still shows. Where nothing is found, the key
  // does what it would have done.
  const takeSoon = async (event) => {
    const { key } = event;
    event.preventDefault();
    event.stopImmediatePropagation();
    while (pending) await pending;
    if (items.length) take(items[at]);
    else if (list.hidden && document.activeElement === area) area.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  };

  area.addEventListener("input", look, { signal });
  area.addEventListener("click", () => list.hidden || look(), { signal });
  area.addEventListener("blur", () => setTimeout(() => document.activeElement === area || close(), 150), { signal });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const takes = event.key === "Enter" || event.key === "Tab";
    if (pending && takes && !event.shiftKey && found()) return takeSoon(event);
    if (list.hidden) return;
    if (event.key === "Escape") close();
    else if (!items.length) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") mark((at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
    else if (takes) take(items[at]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true, signal });
  if (document.activeElement === area) look(); // somebody writes already: the composer was drawn anew under their hands
  return { look, close };
}
