// What was typed or chosen and not sent, by conversation and by what it is going to be. Files stay in the memory of this
// page; texts go to the server a moment after the last key, so that no device and no reload loses them.

import { csrf, headers } from "./server.js";

const JUST = 1_000; // milliseconds in which a composer that is replaced goes on as what it was
const WAIT = 700; // milliseconds after the last key
const drafts = new Map();

/** The drafts of a conversation: {reply, note}, each {text, files, mentions}; `given` is what the server keeps. */
export function draftsOf(id, given) {
  if (!drafts.has(id)) {
    const fresh = (text) => ({ text, files: [], mentions: new Map() });
    drafts.set(id, { reply: fresh(given.reply), note: fresh(given.note) });
  }
  return drafts.get(id);
}

/** Remembers that a note was being written as the composer went. */
export function leave(kept, mode) {
  kept.left = { mode, at: performance.now() };
}

/** Whether what is written now is a note: one was begun, or the page put a fresh composer under the writer's hand. */
export function wasNote(kept) {
  const { mode, at } = kept.left ?? {};
  return mode === "note" && (kept.note.text.trim() !== "" || performance.now() - at < JUST);
}

/** Keeps texts on the server: one save at a time, the latest text wins. `onSaved` hears of each, and what to heed. */
export class Keeper {
  constructor(url, onSaved) {
    this.url = url;
    this.onSaved = onSaved;
    this.waiting = new Map();
    this.running = Promise.resolve();
    this.timer = 0;
  }

  note(kind, text) {
    this.waiting.set(kind, text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), WAIT);
  }

  /** It is on its way to the customer: its draft need not be kept any more. */
  forget(kind) {
    this.waiting.delete(kind);
  }

  /** Save now what waits; resolves when nothing is under way. */
  flush() {
    clearTimeout(this.timer);
    for (const [kind, text] of this.waiting) this.running = this.running.then(() => this.save(kind, text));
    this.waiting.clear();
    return this.running;
  }

  async save(kind, text) {
    const body = new FormData();
    body.append("kind", kind);
    body.append("text", text);
    const keepalive = text.length < 15_000; // browsers bound what may outlive its page
    const sent = { method: "POST", body, keepalive, headers: headers({ "X-CSRFToken": csrf() }) };
    const answer = await fetch(this.url, sent).catch(() => null); // without a connection it stays in the page
    if (answer?.ok && text) this.onSaved(kind, text, (await answer.json()).heed);
  }
}
