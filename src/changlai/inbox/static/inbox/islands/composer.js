// The composer: answers, or writes private notes, without leaving the page, in order, with what is sent on screen at once.
// Nothing typed is lost: what was refused comes back with the reason, drafts are kept on the server (core/drafts.js).

import { chips } from "../core/chips.js";
import { draftsOf, Keeper, leave, wasNote } from "../core/drafts.js";
import { emojiPanel } from "../core/emoji.js";
import { filled, objection } from "../core/files.js";
import { mentionPicker, stillThere } from "../core/mentions.js";
import { scriptPicker } from "../core/scripts.js";
import { Sender } from "../core/sender.js";

const COMPOSING = 229; // what some input methods send as a key while composing
const NEARLY = 0.8; // of the limit: from here on the counter is shown
const FINGER = "(pointer: coarse)";

export default function composer(form) {
  const ending = new AbortController();
  const { signal } = ending;
  const at = (element, name, act) => element.addEventListener(name, act, { signal });
  const work = form.closest("#work");
  const area = form.querySelector("textarea");
  const texts = JSON.parse(form.dataset.texts);
  const drafts = draftsOf(form.dataset.conversation, { reply: form.dataset.reply, note: form.dataset.note });
  const sender = new Sender(form, work, texts);
  const keeper = new Keeper(form.dataset.draftsUrl, (kind, text, words) => {
    if (kind !== mode || text !== area.value) return;
    say(texts.saved);
    heed(words);
  });
  let isBold = false; // answers although somebody else does
  let typist = ""; // who else is answering, in a sentence
  let warned = ""; // the text whose writer knows what is doubtful about it
  const isNoted = form.querySelector("[data-as][value=note]") !== null && wasNote(drafts);
  let mode = isNoted || form.classList.contains("is-note") ? "note" : "reply";

  const kept = () => drafts[mode];
  const say = (words) => { form.querySelector("[data-saved]").textContent = words; };
  const draw = () => {
    kept().text = area.value;
    count(form, area, kept(), texts, isShut());
  };
  const redraw = () => chips(form.querySelector("[data-files]"), kept().files, texts.remove, redraw).then(draw);
  /** The window banner says whether anything may be sent; a note may always be kept. */
  const isShut = () => mode === "reply" && work.querySelector("#window [data-shut]") !== null;
  const isLocked = () => form.classList.contains("is-locked");
  /** What the list of words has against the answer, where the hand is, before it is sent. */
  const heed = (words) => {
    const place = form.querySelector("[data-heed]");
    place.hidden = words.length === 0 || form.querySelector("#refusal .is-warning") !== null;
    place.querySelector("div").textContent = words.join(" ");
    warned = words.length ? area.value : "";
  };
  const lock = () => {
    area.readOnly = isShut() || isLocked();
    form.classList.toggle("is-shut", isShut());
    draw();
  };
  /** Somebody else is answering: who has not begun is held back until they say that they mean it. */
  const holdBack = (words = typist) => {
    typist = words;
    const bar = form.querySelector("[data-lock]");
    const isOn = Boolean(words) && mode === "reply" && !isShut();
    bar.hidden = !isOn;
    bar.querySelector("span").textContent = words;
    const isHeld = isOn && !isBold && !area.value.trim() && kept().files.length === 0;
    bar.querySelector("button").hidden = !isHeld;
    if (!words) isBold = false;
    if (isHeld === isLocked()) return;
    form.classList.toggle("is-locked", isHeld);
    lock();
  };
  const turn = (wanted) => {
    if (wanted !== mode) {
      draw();
      mode = wanted;
      area.value = kept().text;
      say("");
      heed([]);
    }
    form.classList.toggle("is-note", mode === "note");
    form.querySelectorAll("[data-as]").forEach((choice) => { choice.checked = choice.value === mode; });
    form.querySelector(".cl-send span").textContent = mode === "note" ? texts.keep : texts.send;
    area.placeholder = mode === "note" ? texts.note : area.dataset.placeholder;
    redraw().then(lock);
    form.dispatchEvent(new CustomEvent("composer:mode", { detail: mode }));
  };
  const add = async (files) => {
    for (const file of files) {
      const why = mode === "note" ? "" : objection(file, form);
      if (why) sender.say(why);
      else kept().files.push(file);
    }
    await redraw();
    area.focus();
  };
  /** What stands there as an answer is begun: a colleague's answer after it is asked about. */
  const begun = () => {
    const last = [...work.querySelectorAll("#thread > [data-entry]")].at(-1);
    if (last && form.elements.seen) form.elements.seen.value = last.dataset.entry;
  };
  const typing = (isOn) => form.dispatchEvent(new CustomEvent("composer:typing", { detail: isOn }));
  /** "Later" was chosen before there was anything to send. */
  const sayMissing = () => {
    sender.say(texts.nothing);
    area.focus();
  };
  const send = (given = {}) => {
    if (isShut() || isTooLong(form, area, mode)) return; // who has begun is not held back: what is here, they mean
    const files = kept().files.splice(0);
    const text = area.value;
    if (!files.length && !text.trim()) {
      if (given.send_at) sayMissing();
      return;
    }
    const fields = mode === "reply" ? { seen: form.elements.seen.value, ...given } : given;
    if (mode === "reply" && warned === text) fields.warned = "1";
    const mentions = stillThere(kept().mentions, text);
    area.value = "";
    kept().mentions.clear();
    sender.say("");
    say("");
    heed([]);
    typing(false);
    keeper.forget(mode);
    const first = keeper.flush(); // a save under way must not bring the draft back
    const cc = form.querySelector("[name=cc]");
    if (cc) fields.cc = cc.value;
    if (mode === "note" || (cc && mode === "reply")) sender.send({ mode, text, files, mentions, fields }, first);
    else {
      for (const file of files) sender.send({ mode, text: "", files: [file], fields }, first);
      if (text.trim()) sender.send({ mode, text, files: [], fields }, first);
    }
    redraw();
    holdBack();
  };

  if (isNoted) area.value = area.value === area.defaultValue ? "" : area.value; // what the page put there is the answer's draft
  area.value ||= kept().text; // what was typed before we came goes before an older draft
  form.classList.add("is-alive");
  mentionPicker(area, {
    url: form.dataset.colleaguesUrl, isOn: () => mode === "note", mentions: () => kept().mentions, blind: texts.blind, signal,
  });
  if (form.dataset.scriptsUrl) {
    const { scriptsUrl: url, usesUrl } = form.dataset;
    const scripts = scriptPicker(area, { url, usesUrl, texts, add, warn: (words) => sender.say(words), signal });
    form.querySelectorAll("[data-scripts]").forEach((button) => at(button, "click", () => {
      if (area.readOnly) return;
      area.focus();
      area.setRangeText(/(^|\s)$/.test(area.value.slice(0, area.selectionStart)) ? "/" : " /", area.selectionStart, area.selectionEnd, "end");
      scripts.look();
    }));
  }
  at(area, "input", () => {
    if (mode === "reply" && !kept().text.trim()) begun();
    draw();
    say("");
    holdBack();
    if (!area.value.trim()) heed([]);
    typing(mode === "reply" && area.value.trim() !== "");
    keeper.note(mode, area.value);
  });
  at(area, "blur", () => keeper.flush());
  at(area, "keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    const isWanted = event.ctrlKey || event.metaKey;
    if (!isWanted && matchMedia(FINGER).matches) return; // a finger has the button, and needs Enter for a new line
    event.preventDefault();
    form.requestSubmit();
  });
  at(area, "keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) work.querySelector("#thread").focus(); // from here keys are shortcuts
  });
  at(area, "paste", ({ clipboardData }) => { if (clipboardData.files.length) add(clipboardData.files); });
  at(form, "change", ({ target }) => {
    if (!target.matches("[data-pick]")) return;
    add([...target.files]);
    target.value = "";
  });
  at(form, "click", (event) => {
    const choice = event.target.closest("label")?.querySelector("[data-as]");
    if (!choice) return;
    event.preventDefault();
    turn(choice.value);
    area.focus();
  });
  at(form, "submit", (event) => {
    event.preventDefault();
    send();
  });
  const put = (words) => {
    if (area.readOnly) return;
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const smile = form.querySelector("[data-emoji]");
  if (smile) emojiPanel(form, smile, { label: smile.ariaLabel, put, signal });
  at(form, "composer:quote", ({ detail: { mode: wanted, words } }) => {
    turn(wanted);
    put(`${words.trim().split("\n").map((line) => `> ${line}`).join("\n")}\n`);
  });
  at(form, "composer:lock", ({ detail }) => holdBack(detail));
  at(form.querySelector("[data-lock] button"), "click", () => {
    isBold = true;
    holdBack();
    area.focus();
  });
  at(form, "click", ({ target }) => {
    const seen = target.closest("[data-seen]")?.dataset.seen;
    if (seen) form.elements.seen.value = seen;
    if (target.closest("[data-warned]")) warned = area.value;
  });
  at(form, "composer:send", ({ detail }) => send(detail));
  at(form, "composer:turn", ({ detail }) => turn(detail));
  at(form, "composer:back", ({ detail: { mode: where, text, files } }) => {
    const back = drafts[where];
    if (where === mode) back.text = area.value;
    if (text) back.text = back.text ? `${text}\n${back.text}` : text;
    back.files.push(...files);
    keeper.note(where, back.text);
    if (where !== mode) return turn(where);
    area.value = back.text;
    holdBack();
    redraw();
  });
  at(form, "thread:window", lock);
  drops(work, () => !isShut(), texts.drop, at, add);
  turn(mode);
  return () => {
    keeper.flush();
    leave(drafts, mode);
    ending.abort();
  };
}

/** How long a text is and may be, in the unit of the channel: bytes, or characters of which a letter is half of one. */
function measured(form, text) {
  const { text: most, halves } = JSON.parse(form.dataset.limits);
  if (!halves) return { size: new TextEncoder().encode(text).length, limit: most };
  const others = text.replace(/[\x00-\x7f]/g, "").length; // units of UTF-16, as channels.contracts.lengths counts
  return { size: Math.ceil((text.length + others) / 2), limit: halves / 2 };
}

function isTooLong(form, area, mode) {
  const { size, limit } = measured(form, area.value);
  return mode === "reply" && limit > 0 && size > limit;
}

/** The counter near the limit, and whether the button may be pressed. */
function count(form, area, kept, texts, isShut) {
  const isNote = form.classList.contains("is-note");
  const { size, limit: most } = measured(form, area.value);
  const limit = isNote ? 0 : most;
  const counter = form.querySelector("[data-counter]");
  const isOver = limit > 0 && size > limit;
  const words = isOver ? texts.tooLong : texts.room;
  counter.textContent = limit > 0 && size > limit * NEARLY ? filled(words, { size, limit }) : "";
  counter.classList.toggle("cl-bad", isOver);
  const isEmpty = !area.value.trim() && kept.files.length === 0;
  form.querySelector(".cl-send").disabled = isOver || isEmpty || isShut;
}

/** Dropping files anywhere on the conversation. */
function drops(work, isOpen, words, at, add) {
  let depth = 0;
  const show = (isOver) => {
    work.classList.toggle("is-drop", isOver);
    work.dataset.drop = words;
  };
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && isOpen();
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
