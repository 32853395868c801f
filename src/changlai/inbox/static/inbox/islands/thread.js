// One conversation on screen: new messages appear below, changed ones in their place, earlier ones above.

import { askedAt, heardSince } from "../../ui/core/live.js";
import { changeHead, pieces, reconcile, refresh, shown } from "../core/pieces.js";
import { finder } from "../core/find.js";
import { showPicture } from "../core/gallery.js";
import { fragment, post } from "../core/server.js";
import { countDown } from "../core/waiting.js";
import { messageWays } from "../core/ways.js";

const KINDS = ["message", "state", "assigned", "closed", "reopened", "note", "snoozed", "woken", "later"];
const OVERLAP = 6; // entries fetched again below which a new message may change the look
const TICK = 15_000;
const NEAR = 80; // pixels from the end that count as "reading the newest"

export default function thread(work) {
  const list = work.querySelector("#thread");
  const newest = work.querySelector("[data-newest]");
  const ending = new AbortController();
  const hear = (name, act) => document.addEventListener(name, act, { signal: ending.signal });
  let running = null;
  let isStale = false;
  let isMissed = false; // something came while an answer was being handed in
  let handedIn = 0; // answers that were, each with the pieces as they were then

  const isAtEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  const toEnd = () => {
    list.scrollTop = list.scrollHeight;
    newest.hidden = true;
  };

  /** Put pieces in their places; stay at the end when that is where one reads. */
  function take(found, { below = null, toNewest = false } = {}) {
    const follow = toNewest || isAtEnd();
    const added = reconcile(list, found.entries, { below });
    refresh(work.querySelector("#window"), found.window);
    changeHead(work, found.head);
    refresh(work.querySelector("#pill"), found.pill);
    work.querySelector("#composer")?.dispatchEvent(new CustomEvent("thread:window"));
    if (follow) toEnd();
    else if (added > 0) newest.hidden = false;
    if (added > 0) read();
  }

  /** Fetch what is new, or with `all` the whole latest page: late news may concern any message. */
  async function look({ all = false } = {}) {
    if (work.dataset.sending) { // looked up afterwards: what comes back was put together before it, or after it
      isMissed = true;
      return;
    }
    if (running) {
      isStale = true;
      return;
    }
    running = true;
    try {
      const anchor = all ? null : shown(list).at(-OVERLAP);
      const url = new URL(work.dataset.messagesUrl, location.origin);
      if (anchor) url.searchParams.set("after", anchor.dataset.entry);
      const before = handedIn;
      const content = await fragment(url);
      if (before !== handedIn) isStale = true; // older than what was handed in meanwhile
      else if (content && work.isConnected) take(pieces(content), { below: anchor });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no connection: the stream tells us to look again
    } finally {
      running = null;
      if (isStale) {
        isStale = false;
        look({ all: true });
      }
    }
  }

  /** Somebody who may answer has seen it. */
  function read() {
    if (work.dataset.readingUrl && !document.hidden) post(work.dataset.readingUrl, new FormData()).catch(() => {});
  }

  for (const kind of KINDS) {
    hear(`live:${kind}`, ({ detail }) => {
      if (String(detail.conversation) === work.dataset.open) look({ all: kind === "state" || kind === "note" });
    });
  }
  hear("live:resync", () => look({ all: true }));
  const isMine = ({ kind, facts }) => kind === "resync" || (KINDS.includes(kind) && String(facts.conversation) === work.dataset.open);
  if (heardSince(askedAt(work)).some(isMine)) look({ all: true });
  hear("visibilitychange", () => document.hidden || read());
  work.addEventListener("thread:pieces", ({ detail }) => {
    handedIn += 1;
    take(pieces(detail), { toNewest: true });
  }, { signal: ending.signal });
  work.addEventListener("thread:idle", () => {
    if (isMissed) look({ all: true });
    isMissed = false;
  }, { signal: ending.signal });
  newest.addEventListener("click", toEnd);
  list.addEventListener("scroll", () => { if (isAtEnd()) newest.hidden = true; }, { passive: true });
  list.addEventListener("submit", (event) => sendAgain(event, work), { signal: ending.signal });
  list.addEventListener("click", showPicture);
  list.addEventListener("load", () => { if (isAtEnd()) toEnd(); }, true);
  const watcher = watchTop(list);
  const timer = setInterval(() => { if (countDown(work)) look({ all: true }); }, TICK);
  finder(work, ending.signal);
  messageWays(list, work, ending.signal);
  if (list.dataset.at) beAt(list, list.dataset.at);
  else toEnd();
  read();
  return () => {
    ending.abort();
    clearInterval(timer);
    watcher.disconnect();
  };
}

/** The message that was looked for, in the middle. */
function beAt(list, id) {
  const entry = list.querySelector(`:scope > #m-${CSS.escape(id)}`);
  entry?.classList.add("is-found");
  entry?.querySelector(".cl-msg, .cl-note")?.scrollIntoView({ block: "center" });
}

/** Earlier messages come by themselves before one reaches the top; what is read stays where it is. */
function watchTop(list) {
  const watcher = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) above(list, target);
  }, { root: list, rootMargin: "400px 0px 0px" });
  const begin = () => {
    const link = list.querySelector("[data-earlier]");
    if (link) watcher.observe(link);
  };
  async function above(place, link) {
    watcher.unobserve(link);
    const content = await fragment(link.dataset.earlier).catch(() => null);
    if (!content) return; // the link itself still leads there
    const found = pieces(content);
    const height = place.scrollHeight;
    const top = place.querySelector(":scope > .cl-thread-top");
    dropHeading(shown(place)[0], found.entries.at(-1));
    top.replaceChildren(...found.earlier.childNodes);
    top.after(...found.entries);
    found.entries.forEach((entry) => window.htmx?.process(entry));
    place.scrollTop += place.scrollHeight - height;
    begin();
  }
  begin();
  return watcher;
}

/** The first entry of the page below had its day's heading; above it the day may have begun already. */
function dropHeading(below, above) {
  const heading = below?.querySelector(":scope > .cl-day");
  const days = above?.parentElement?.querySelectorAll(".cl-day");
  if (heading && days?.length && days[days.length - 1].textContent === heading.textContent) heading.remove();
}

/** "Send again" without leaving the page. */
async function sendAgain(event, work) {
  const form = event.target;
  if (!form.matches("[data-again]") || event.defaultPrevented) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const { ok, status, content } = await post(form.action, new FormData(form)).catch(() => ({ ok: false, status: 0 }));
  button.disabled = false;
  if (ok) work.dispatchEvent(new CustomEvent("thread:pieces", { detail: content }));
  else if (status === 422) work.querySelector("#refusal")?.replaceChildren(content);
}
