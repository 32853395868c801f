// The composer: sends without leaving the page, in order, with what is sent on screen at once. Nothing typed is lost:
// what was refused comes back with the reason. Drafts live in the memory of the page, never in the browser's storage.

import { draft } from "../core/drafts.js";
import { filled, objection, small, upload } from "../core/files.js";
import { pending } from "../core/pending.js";
import { csrf, headers, isGood, parsed } from "../core/server.js";

const COMPOSING = 229; // what some input methods send as a key while composing
const NEARLY = 0.8; // of the limit: from here on the counter is shown
const FINGER = "(pointer: coarse)";

export default function composer(form) {
  const ending = new AbortController();
  const at = (element, name, act) => element.addEventListener(name, act, { signal: ending.signal });
  const work = form.closest("#work");
  const area = form.querySelector("textarea");
  const kept = draft(form.dataset.conversation);
  const sender = new Sender(form, work);

  area.value ||= kept.text; // what was typed before we came goes before an older draft
  form.classList.add("is-alive");
  const draw = () => {
    kept.text = area.value;
    count(form, area, kept);
  };
  const add = async (files) => {
    for (const file of files) {
      const why = objection(file, form);
      if (why) sender.say(why);
      else kept.files.push(file);
    }
    await chips(form, kept, draw);
    draw();
    area.focus();
  };

  at(area, "input", draw);
  at(area, "keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    if (matchMedia(FINGER).matches) return; // a finger has the button, and needs Enter for a new line
    event.preventDefault();
    form.requestSubmit();
  });
  at(area, "paste", ({ clipboardData }) => { if (clipboardData.files.length) add(clipboardData.files); });
  at(form, "change", ({ target }) => {
    if (!target.matches("[data-pick]")) return;
    add([...target.files]);
    target.value = "";
  });
  at(form, "submit", (event) => {
    event.preventDefault();
    if (isShut(work) || isTooLong(form, area)) return;
    const files = kept.files.splice(0);
    const text = area.value;
    if (!files.length && !text.trim()) return;
    area.value = "";
    sender.say("");
    for (const file of files) sender.send({ file });
    if (text.trim()) sender.send({ text });
    chips(form, kept, draw).then(draw);
  });
  at(form, "composer:back", ({ detail: { text, file } }) => {
    if (text) area.value = area.value ? `${text}\n${area.value}` : text;
    if (file) kept.files.push(file);
    chips(form, kept, draw).then(draw);
  });
  at(form, "thread:window", () => {
    area.readOnly = isShut(work);
    form.classList.toggle("is-shut", area.readOnly);
    draw();
  });
  drops(work, form, at, add);
  chips(form, kept, draw).then(draw);
  return () => ending.abort();
}

/** The window banner says whether anything may be sent. */
function isShut(work) {
  return work.querySelector("#window [data-shut]") !== null;
}

/** The sentences that came with the form. */
function texts(form) {
  return JSON.parse(form.dataset.texts);
}

function bytes(text) {
  return new TextEncoder().encode(text).length;
}

function isTooLong(form, area) {
  const { text: limit } = JSON.parse(form.dataset.limits);
  return limit > 0 && bytes(area.value) > limit;
}

/** The counter near the limit, and whether the button may be pressed. */
function count(form, area, kept) {
  const { text: limit } = JSON.parse(form.dataset.limits);
  const size = bytes(area.value);
  const counter = form.querySelector("[data-counter]");
  const isOver = limit > 0 && size > limit;
  const words = isOver ? texts(form).tooLong : texts(form).room;
  counter.textContent = limit > 0 && size > limit * NEARLY ? filled(words, { size, limit }) : "";
  counter.classList.toggle("cl-bad", isOver);
  const isEmpty = !area.value.trim() && kept.files.length === 0;
  form.querySelector(".cl-send").disabled = isOver || isEmpty || isShut(form.closest("#work"));
}

/** Files waiting to be sent, each with its picture and a way to take it out again. */
async function chips(form, kept, redraw) {
  const box = form.querySelector("[data-files]");
  const drawn = await Promise.all(kept.files.map(async (file) => {
    const chip = parsed('<span class="cl-waitfile"><span class="cl-file-icon"></span><span class="cl-cut"></span><button class="btn btn-quiet btn-sm btn-icon" type="button"></button></span>').firstChild;
    const picture = await small(file);
    chip.querySelector(".cl-file-icon").append(picture ?? icon("file"));
    chip.querySelector(".cl-cut").textContent = file.name;
    const remove = chip.querySelector("button");
    remove.ariaLabel = `${texts(form).remove}: ${file.name}`;
    remove.append(icon("x"));
    remove.addEventListener("click", () => {
      kept.files.splice(kept.files.indexOf(file), 1);
      chips(form, kept, redraw).then(redraw);
    });
    return chip;
  }));
  box.replaceChildren(...drawn);
}

/** An icon of the sprite, taken from one that is on the page. */
function icon(name) {
  const sprite = document.querySelector("svg use").getAttribute("href").split("#")[0];
  return parsed(`<svg class="i" aria-hidden="true"><use href="${sprite}#${name}"/></svg>`).firstChild;
}

/** Dropping files anywhere on the conversation. */
function drops(work, form, at, add) {
  let depth = 0;
  const show = (isOver) => {
    work.classList.toggle("is-drop", isOver);
    work.dataset.drop = texts(form).drop;
  };
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && !isShut(work);
  at(work, "dragenter", (event) => { if (hasFiles(event)) { depth += 1; show(true); } });
  at(work, "dragleave", (event) => { if (hasFiles(event)) { depth -= 1; show(depth > 0); } });
  at(work, "dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  at(work, "drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    add([...event.dataTransfer.files]);
  });
}

/** Sends one thing after the other, so that they arrive in the order they were given. */
class Sender {
  constructor(form, work) {
    this.form = form;
    this.work = work;
    this.line = Promise.resolve();
    this.waiting = 0;
  }

  send(what) {
    const shown = pending(this.work.querySelector("#thread"), { ...what, label: texts(this.form).sending });
    this.waiting += 1;
    this.work.dataset.sending = "1";
    this.line = this.line.then(() => this.hand(what, shown)).finally(() => {
      this.waiting -= 1;
      if (this.waiting === 0) delete this.work.dataset.sending;
    });
  }

  async hand(what, shown) {
    const body = new FormData();
    if (what.file) body.append("file", what.file, what.file.name);
    else body.append("text", what.text);
    let answer;
    try {
      answer = await upload(this.form.action, body, headers({ "X-CSRFToken": csrf() }), shown.progress);
    } catch {
      return this.giveBack(what, shown, texts(this.form).lost);
    }
    if (answer.status === 422 && !answer.type.startsWith("text/plain")) {
      this.giveBack(what, shown, null);
      return this.form.querySelector("#refusal").replaceChildren(parsed(answer.text));
    }
    if (isGood(answer.status, answer.redirect, answer.type.startsWith("text/plain") ? answer.text : "")) {
      shown.remove();
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
