// The inbox around a conversation: the list stays true by itself, one conversation is open, the title says who waits.
// Changed rows and counts come ready drawn with the live events (see inbox/drawn.py); only what may have been missed is
// fetched.

import { keepFocus } from "../../ui/core/focus.js";
import { askedAt, heardSince } from "../../ui/core/live.js";
import { selection } from "../core/bulk.js";
import { dropRepeated, place, rows } from "../core/rows.js";
import { fragment, parsed } from "../core/server.js";
import { tick } from "../core/waiting.js";

const SLOW = 800; // milliseconds between two looks at the whole list; the first look is at once
const TICK = 15_000;
const NARROW = "(max-width: 767.98px)";

export default function inbox(root) {
  const list = () => root.querySelector("#rows");
  const texts = JSON.parse(root.dataset.waitingTexts);
  const ending = new AbortController();
  const hear = (name, act) => document.addEventListener(name, act, { signal: ending.signal });
  const lookAtAll = paced(SLOW, async () => {
    if (!list()) return; // somebody looks for words: the list is fetched when they come back
    const asked = performance.now();
    const content = await fragment(`${location.pathname.replace(/[0-9]+\/$/, "")}?${list().dataset.query}`);
    const pane = root.querySelector("#list");
    const giveBack = keepFocus(pane);
    const { scrollTop } = list() ?? {};
    if (content) pane.replaceChildren(content);
    window.htmx.process(pane);
    showSince(asked);
    draw();
    giveBack();
    if (list()) list().scrollTop = scrollTop;
    mark(root);
    title(root);
  });

  const { draw, end } = selection(root, ending.signal);

  /** Rows that changed, and the counts. */
  function show(detail) {
    const { tab, state, filter } = list()?.dataset ?? {};
    if (detail.tab === tab && detail.state === state && detail.filter === filter) place(list(), detail.ids, rows(parsed(detail.html)));
    count(root, detail.counts);
  }

  /**
   * A list that was asked for before rows were drawn and comes after them would put older ones in their place, and
   * nothing would be drawn again: they are shown once more on top of it.
   */
  function showSince(moment) {
    for (const { kind, facts } of heardSince(moment)) if (kind === "conversations") show(facts);
  }

  hear("live:conversations", ({ detail }) => {
    show(detail);
    draw();
    mark(root);
    title(root);
    tick(root, texts);
  });
  hear("live:resync", lookAtAll);
  hear("htmx:afterSwap", ({ detail: { target } }) => {
    if (target.id === "main") opened(root);
    if (target.id === "list") {
      end();
      moved(root);
    }
    const isPage = target.id === "rows-more" || target.closest?.("#rows");
    if (list() && (target.id === "list" || isPage)) {
      dropRepeated(list());
      showSince(askedAt(target));
    }
    if (isPage) draw();
    mark(root);
    title(root);
  });
  root.addEventListener("click", (event) => goBack(event, root), { signal: ending.signal });

  const timer = setInterval(() => tick(root, texts), TICK);
  tick(root, texts);
  title(root);
  return () => {
    ending.abort();
    clearInterval(timer);
  };
}

/** Do `act` at once, then at most every `wait` milliseconds, never two at a time; a call in between is not lost. */
function paced(wait, act) {
  let isRunning = false;
  let isWanted = false;
  const run = async () => {
    isRunning = true;
    isWanted = false;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no connection: the stream tells us to look again
    } finally {
      setTimeout(() => {
        isRunning = false;
        if (isWanted) run();
      }, wait);
    }
  };
  return () => {
    isWanted = true;
    if (!isRunning) run();
  };
}

/** A conversation has come to the front: make room for its customer. */
function opened(root) {
  const isOpen = root.querySelector("#work") !== null;
  root.classList.toggle("is-two", !isOpen);
  if (location.hash === "#side") history.replaceState(history.state, "", location.pathname + location.search);
}

/** Another tab: the address keeps the conversation that is open. */
function moved(root) {
  const query = root.querySelector("#rows")?.dataset.query;
  if (query) history.replaceState({ htmx: true }, "", `${location.pathname}?${query}`);
}

/** Which row is open, whatever brought it here. */
function mark(root) {
  const open = root.querySelector("#work")?.dataset.open;
  const list = root.querySelector("#rows");
  for (const row of list ? rows(list) : []) {
    row.classList.toggle("is-on", row.dataset.row === open);
    if (row.dataset.row === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** The counts of the tabs, and in the side bar how many of mine wait. */
function count(root, counts) {
  for (const place of root.querySelectorAll("#tabs [data-count]")) place.textContent = counts[place.dataset.count];
  const tabs = root.querySelector("#tabs");
  if (tabs) tabs.dataset.waiting = counts.waiting;
  for (const place of document.querySelectorAll(`[data-figure="${CSS.escape(root.dataset.waitingUrl)}"]`)) {
    place.textContent = counts.waiting === "0" ? "" : counts.waiting;
  }
}

/** How many of mine wait, where it is seen from another tab of the browser. */
function title(root) {
  const count = root.querySelector("#tabs")?.dataset.waiting;
  if (count === undefined) return;
  const plain = document.title.replace(/^\([0-9+]+\) /, "");
  document.title = count === "0" ? plain : `(${count}) ${plain}`;
}

/** On a phone the way back shows the list as it was left, without asking the server. */
function goBack(event, root) {
  const link = event.target.closest?.("[data-back]");
  if (!link || !matchMedia(NARROW).matches || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  root.querySelector("#main").replaceChildren();
  root.querySelector("#side").replaceChildren();
  root.classList.add("is-two");
  document.title = root.dataset.title;
  history.pushState({ htmx: true }, "", link.getAttribute("href"));
  mark(root);
  title(root);
}
