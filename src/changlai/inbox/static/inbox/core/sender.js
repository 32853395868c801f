// Sends one thing after the other, so that they arrive in the order they were given.

import { icon } from "./chips.js";
import { upload } from "./files.js";
import { pending } from "./pending.js";
import { csrf, headers, isGood, parsed } from "./server.js";

/** Hands answers and notes to the server. What could not be sent comes back with "composer:back". */
export class Sender {
  constructor(form, work, texts) {
    this.form = form;
    this.work = work;
    this.texts = texts;
    this.line = Promise.resolve();
    this.waiting = 0;
  }

  /** `what`: {mode, text, files, mentions, fields}; `first` is waited for. */
  send(what, first = Promise.resolve()) {
    const thread = this.work.querySelector("#thread");
    const shown = pending(thread, { ...what, file: what.files[0], label: this.texts.sending });
    this.waiting += 1;
    this.work.dataset.sending = "1";
    this.line = this.line.then(() => first).then(() => this.hand(what, shown)).finally(() => {
      this.waiting -= 1;
      if (this.waiting > 0) return;
      delete this.work.dataset.sending;
      this.work.dispatchEvent(new CustomEvent("thread:idle"));
    });
  }

  async hand(what, shown) {
    const url = what.mode === "note" ? this.form.dataset.notesUrl : this.form.dataset.repliesUrl;
    let answer;
    try {
      answer = await upload(url, body(what), headers({ "X-CSRFToken": csrf() }), shown.progress);
    } catch {
      return this.giveBack(what, shown, this.texts.lost);
    }
    if ([409, 422].includes(answer.status) && !answer.type.startsWith("text/plain")) {
      this.giveBack(what, shown, null);
      const place = this.form.querySelector("#refusal");
      place.replaceChildren(parsed(answer.text));
      return place.querySelector("button")?.focus();
    }
    if (isGood(answer.status, answer.redirect, answer.type.startsWith("text/plain") ? answer.text : "")) {
      shown.remove();
      this.form.dispatchEvent(new CustomEvent("composer:sent", { detail: what }));
      return this.work.dispatchEvent(new CustomEvent("thread:pieces", { detail: parsed(answer.text) }));
    }
    return this.giveBack(what, shown, answer.status >= 500 ? document.body.dataset.textBroken : null);
  }

  giveBack(what, shown, why) {
    shown.remove();
    if (why) this.say(why);
    this.form.dispatchEvent(new CustomEvent("composer:back", { detail: what }));
  }

  /** A sentence above the text; empty takes it away. */
  say(sentence) {
    const place = this.form.querySelector("#refusal");
    place.replaceChildren();
    if (!sentence) return;
    const box = parsed('<div class="cl-refusal"><div></div></div>').firstChild;
    box.prepend(icon("alert-circle"));
    box.querySelector("div").textContent = sentence;
    place.append(box);
  }
}

function body({ text, files, mentions = [], fields = {} }) {
  const made = new FormData();
  if (text) made.append("text", text);
  for (const file of files) made.append("file", file, file.name);
  for (const id of mentions) made.append("mention", id);
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}
