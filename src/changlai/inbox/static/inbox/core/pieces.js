// The pieces of a thread as inbox/messages.html sends them, and putting them in their places.

import { keepFocus } from "../../ui/core/focus.js";
import { enliven } from "./server.js";

/** Take a fragment apart. */
export function pieces(content) {
  const piece = (name) => content.querySelector(`[data-piece="${name}"]`);
  return {
    earlier: piece("earlier"),
    entries: [...(piece("entries")?.querySelectorAll(":scope > [data-entry]") ?? [])],
    window: piece("window"),
    pill: piece("pill"),
    head: piece("head")?.firstElementChild ?? null,
  };
}

/** Entries on screen that came from the server, in order. */
export function shown(thread) {
  return [...thread.querySelectorAll(":scope > [data-entry]")];
}

/**
 * Put incoming entries among those on screen: unchanged ones stay untouched (a playing video goes on), changed ones
 * are replaced, new ones are inserted in their order. Returns how many are new.
 */
export function reconcile(thread, incoming, { below = null } = {}) {
  const byId = (id) => thread.querySelector(`:scope > #${CSS.escape(id)}`);
  const isApart = !below && incoming.length > 0 && !incoming.some((entry) => byId(entry.id));
  if (isApart) shown(thread).forEach((entry) => entry.remove());
  let last = below ?? thread.querySelector(":scope > .cl-thread-top");
  let added = 0;
  if (!below && !isApart) last = before(thread, incoming.map((entry) => byId(entry.id)).find(Boolean)) ?? last;
  for (const entry of incoming) {
    const here = byId(entry.id);
    if (here && here.dataset.version === entry.dataset.version) {
      last = here;
      continue;
    }
    if (here) exchange(here, entry);
    else {
      last.after(entry);
      added += 1;
    }
    enliven(entry);
    last = entry;
  }
  return added;
}

/** What stands above the first known entry. */
function before(thread, known) {
  return known?.previousElementSibling ?? null;
}

/** The banner and the pill, when they differ. */
export function refresh(place, piece) {
  if (!place || !piece || place.innerHTML.trim() === piece.innerHTML.trim()) return;
  const giveBack = keepFocus(place);
  place.replaceChildren(...piece.childNodes);
  enliven(place);
  giveBack();
}

/** The fresh one stands where the old one did, and has the focus when that had it. */
function exchange(here, fresh) {
  const giveBack = keepFocus(here);
  here.replaceWith(fresh);
  giveBack();
}

/** The head, when somebody else looks after the conversation now or it was closed; not under an open menu. */
export function changeHead(work, head) {
  const here = work.querySelector("#head");
  if (!head || !here || here.dataset.version === head.dataset.version || here.querySelector("details[open]")) return;
  exchange(here, head);
  enliven(head);
  work.dispatchEvent(new CustomEvent("thread:head"));
}
