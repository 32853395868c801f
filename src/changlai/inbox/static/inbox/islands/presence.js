// Who else has this conversation open and who is answering it; and telling them of us. So that two never answer one.

import { icon } from "../core/chips.js";
import { filled } from "../core/files.js";
import { csrf, headers } from "../core/server.js";

const BEAT = 25_000; // we say that we are here
const KEYS = 4_000; // while typing we say so this often
const VIEWING = 60_000; // see inbox/queries/presence.py
const TYPING = 10_000;
const TICK = 2_000;

export default function presence(sign) {
  const work = sign.closest("#work");
  const texts = JSON.parse(sign.dataset.texts);
  const ending = new AbortController();
  const hear = (target, name, act) => target.addEventListener(name, act, { signal: ending.signal });
  const others = new Map(); // id -> {name, seen, typed}
  const form = work.querySelector("#composer");
  let said = "";
  let saidAt = 0;
  let line = Promise.resolve(); // one word after the other: the last one must be the last to arrive

  const say = (state, { keepalive = false } = {}) => {
    said = state;
    saidAt = Date.now();
    const body = new FormData();
    body.append("state", state);
    const tell = () => fetch(sign.dataset.url, { method: "POST", body, keepalive, headers: headers({ "X-CSRFToken": csrf() }) }).catch(() => {});
    line = keepalive ? tell() : line.then(tell);
  };
  const draw = () => {
    const now = Date.now();
    for (const [id, { seen }] of others) if (now - seen > VIEWING) others.delete(id);
    const typing = [...others.values()].filter(({ typed }) => now - typed < TYPING);
    show(work.querySelector("[data-presence]"), typing.length ? typing : [...others.values()], typing.length > 0, texts);
    form?.dispatchEvent(new CustomEvent("composer:lock", { detail: typing.length ? sentence(typing, true, texts) : "" }));
  };
  const ask = async () => {
    const answer = await fetch(sign.dataset.url, { headers: headers() }).catch(() => null);
    if (!answer?.ok || ending.signal.aborted) return;
    others.clear();
    const now = Date.now();
    for (const { id, name, typing } of (await answer.json()).items) others.set(id, { name, seen: now, typed: typing ? now : 0 });
    draw();
  };

  hear(document, "live:presence", ({ detail }) => {
    if (String(detail.conversation) !== work.dataset.open || String(detail.member) === sign.dataset.me) return;
    const known = others.get(detail.member);
    if (detail.state === "left") others.delete(detail.member);
    else if (!known) return ask();
    else Object.assign(known, { seen: Date.now(), typed: detail.state === "typing" ? Date.now() : 0 });
    return draw();
  });
  hear(document, "live:resync", ask);
  hear(document, "visibilitychange", () => say(document.hidden ? "left" : "viewing", { keepalive: true }));
  hear(work, "thread:head", draw);
  if (form) {
    hear(form, "composer:typing", ({ detail: isTyping }) => {
      const state = isTyping ? "typing" : "viewing";
      if (state !== said || (isTyping && Date.now() - saidAt > KEYS)) say(state);
    });
  }
  const beat = setInterval(() => { if (!document.hidden && Date.now() - saidAt > BEAT) say("viewing"); }, TICK);
  const tick = setInterval(() => { if (others.size) draw(); }, TICK);
  if (!document.hidden) say("viewing");
  ask();
  return () => {
    ending.abort();
    clearInterval(beat);
    clearInterval(tick);
    say("left", { keepalive: true });
  };
}

function sentence(people, isTyping, texts) {
  const names = people.map(({ name }) => name).join(texts.between);
  const pattern = isTyping ? ["type", "types"] : ["view", "views"];
  return filled(texts[pattern[Number(people.length === 1)]], { names });
}

/** "Li is viewing", beside the channel's name. */
function show(place, people, isTyping, texts) {
  if (!place) return;
  const words = people.length ? sentence(people, isTyping, texts) : "";
  if (place.textContent === words) return;
  place.replaceChildren(...(words ? [icon(isTyping ? "pencil" : "eye"), words] : []));
}
