// Looking for words in the conversation that is open: a bar with "2 / 7", Enter for the one above, Shift+Enter below.

import { pieces, reconcile } from "./pieces.js";
import { fragment, headers } from "./server.js";

const WAIT = 200; // milliseconds after the last key
const NAME = "found";

/** Brings the bar in `work` to life. Returns what ends it. */
export function finder(work, signal) {
  const bar = work.querySelector("[data-find-bar]");
  const list = work.querySelector("#thread");
  const input = bar.querySelector("input");
  const place = bar.querySelector("[data-find-place]");
  let ids = [];
  let at = 0;
  let timer = 0;
  let turn = 0;

  const say = () => { place.textContent = ids.length ? `${at + 1} / ${ids.length}` : input.value.trim().length > 1 ? "0" : ""; };
  const show = async () => {
    say();
    mark(list, input.value, ids);
    if (!ids.length) return;
    const here = () => list.querySelector(`:scope > #m-${ids[at]}`);
    if (!here()) {
      const url = new URL(work.dataset.messagesUrl, location.origin);
      url.searchParams.set("at", ids[at]);
      const content = await fragment(url).catch(() => null);
      if (!content) return;
      const found = pieces(content);
      reconcile(list, found.entries, {});
      list.querySelector(":scope > .cl-thread-top")?.replaceChildren(...found.earlier.childNodes);
      mark(list, input.value, ids);
    }
    const entry = here();
    for (const other of list.querySelectorAll(".is-found")) other.classList.remove("is-found");
    entry?.classList.add("is-found");
    (entry?.querySelector(".cl-msg, .cl-note") ?? entry)?.scrollIntoView({ block: "center" });
  };
  const look = async () => {
    const mine = (turn += 1);
    const answer = await fetch(`${bar.dataset.url}?${new URLSearchParams({ q: input.value })}`, { headers: headers(), signal }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    ids = (await answer.json()).items;
    at = 0;
    show();
  };
  const step = (by) => {
    if (!ids.length) return;
    at = (at + by + ids.length) % ids.length;
    show();
  };
  const close = () => {
    bar.hidden = true;
    ids = [];
    mark(list, "", ids);
    for (const other of list.querySelectorAll(".is-found")) other.classList.remove("is-found");
    list.focus();
  };

  work.addEventListener("click", ({ target }) => {
    if (target.closest("[data-find-open]")) {
      bar.hidden = false;
      input.focus();
      input.select();
    } else if (target.closest("[data-find-close]")) close();
    else if (target.closest("[data-find-up]")) step(1);
    else if (target.closest("[data-find-down]")) step(-1);
  }, { signal });
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); }, { signal });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  return close;
}

/** Marks the words in the texts on screen, where the browser can without touching the texts. */
function mark(list, text, ids) {
  if (!window.CSS?.highlights) return;
  CSS.highlights.delete(NAME);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const ranges = ids.flatMap((id) => {
    const entry = words.length ? list.querySelector(`:scope > #m-${id}`) : null;
    return entry ? places(entry, words) : [];
  });
  if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
}

function places(entry, words) {
  const found = [];
  const texts = document.createTreeWalker(entry, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const content = node.data.toLowerCase();
    for (const word of words) {
      for (let from = content.indexOf(word); from >= 0; from = content.indexOf(word, from + word.length)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, Math.min(from + word.length, node.length));
        found.push(range);
      }
    }
  }
  return found;
}
