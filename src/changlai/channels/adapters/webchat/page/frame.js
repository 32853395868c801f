// The page in the frame: it speaks with the site around it by messages, with us by calls, and holds the talk.
import { flush, forgetPages, look as lookAt, pages } from "./pages.js";
import { Refused, ask, call, server } from "./server.js";
import { chime, wakeSound } from "./sound.js";
import { Stream } from "./stream.js";
import { Talk, dropWaiting } from "./talk.js";
import { View, awayWords, contactForm } from "./view.js";
import { filled, speak, words } from "./words.js";

const config = JSON.parse(document.body.dataset.config);
const TYPING_EVERY = 4_000;
const state = { pass: "", known: false, identity: "", site: "", page: {}, isOpen: false, entered: null, told: {}, hasLeft: false, typedAt: 0, texts: {} };
let around = null; // the window that shows us, and its origin, once it has spoken

const talk = new Talk(changed);
const view = new View({ close: () => tell("close"), say, sendFile, again, typing });
const stream = new Stream(() => talk.place(), hear, (isOn) => view.showConnection(isOn));

function tell(type, facts = {}) {
  around?.window.postMessage({ changlai: type, ...facts }, around.origin);
}

addEventListener("message", (event) => {
  if (event.source !== parent || !event.data?.changlai) return;
  const { changlai, ...facts } = event.data;
  if (changlai === "preview" && event.origin === location.origin) preview(facts);
  else if (changlai === "start") start(facts, event);
  else if (around && event.origin === around.origin) commands[changlai]?.(facts);
});

function start(facts, event) {
  around = { window: event.source, origin: event.origin };
  Object.assign(state, { pass: facts.pass ?? "", known: Boolean(facts.known), identity: facts.identity ?? "", page: facts.page ?? {}, site: event.origin });
  dress(config, facts.language);
  pages.mayTrack = config.tracks_pages && !(config.respects_dnt && facts.private);
  if (!pages.mayTrack) forgetPages();
  lookAt(state.page);
  if (state.known || state.identity) enter().catch(() => {});
}

const commands = {
  opened: async () => {
    state.isOpen = true;
    await enter().catch((error) => view.tell(said(error)));
    stream.start();
    view.focus();
    see();
  },
  closed: () => (state.isOpen = false),
  page: ({ page }) => {
    state.page = page;
    lookAt(page);
  },
  identify: ({ identity }) => {
    if (identity === state.identity) return;
    state.identity = identity;
    reenter();
  },
  signOut: () => {
    Object.assign(state, { identity: "", pass: "", known: false });
    dropWaiting();
    forgetPages();
    reenter();
  },
};

function dress(look, language) {
  speak(look.language || language);
  const texts = look.texts[words.name === "Chat" ? "en" : "zh"];
  state.texts = Object.fromEntries(["title", "intro", "greeting", "away"].map((name) => [name, look[name] || texts[name]]));
  view.dress(look, state.texts);
  tell("look", { color: look.color, position: look.position || "right", bottom: look.bottom === "" ? 20 : Number(look.bottom), label: look.label, name: state.texts.title });
  changed();
}

function reenter() {
  stream.stop();
  talk.forget();
  Object.assign(state, { entered: null, told: {}, hasLeft: false });
  server.session = "";
  pages.isKnown = false;
  changed();
  if (state.isOpen || state.identity) enter().then(() => state.isOpen && stream.start(), () => {});
}

// once; again after it failed
function enter() {
  state.entered ??= come().catch((error) => {
    state.entered = null;
    throw error;
  });
  return state.entered;
}

async function come(session = "") {
  const body = { site: state.site, pass: state.pass, session, identity: session ? "" : state.identity };
  const told = await ask("entrance", { body });
  Object.assign(state, { told, pass: told.pass });
  server.session = told.session;
  if (!session) talk.stand(told);
  if (told.is_user || told.talks.some((one) => one.last)) know();
  tell("keep", { pass: state.pass, known: state.known });
  changed();
  if (talk.waiting.length) talk.send(visit);
}

server.renew = () => come(server.session).catch(() => come());

// from now on the company knows this visitor: pages seen are told, answers are heard while the window is closed
function know() {
  state.known = pages.isKnown = true;
  stream.start();
  flush();
}

async function say(text, facts = {}) {
  talk.say({ text, ...facts });
  await deliver();
}

async function sendFile(blob) {
  if (blob.size > (state.told.file_bytes ?? 10_485_760)) {
    view.tell(words.tooLarge);
    return;
  }
  const file = { name: blob.name || "image.png", type: blob.type, size: blob.size, local: URL.createObjectURL(blob) };
  talk.say({ files: [file], blob });
  await deliver();
}

async function again(line) {
  talk.again(line);
  await deliver();
}

async function deliver() {
  try {
    await enter();
  } catch (error) {
    view.tell(said(error));
    return;
  }
  await talk.send(visit);
  if (!state.known) {
    know();
    tell("keep", { pass: state.pass, known: true });
  }
}

function visit() {
  const { url = "", title = "", referrer = "" } = pages.mayTrack ? state.page : {};
  return {
    url: /^https?:\/\/\S+$/.test(url) ? url.slice(0, 2000) : "",
    title: title.slice(0, 300),
    referrer: /^https?:\/\/\S+$/.test(referrer) ? referrer.slice(0, 2000) : "",
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    language: navigator.language.slice(0, 20),
  };
}

function hear(kind, facts) {
  if (kind === "line") {
    const isNew = talk.add(facts);
    if (facts.us && isNew && !facts.recalls) {
      view.showTyping(false);
      if (config.has_sound && (!state.isOpen || document.hidden)) chime();
    }
  } else if (kind === "read") talk.read(facts);
  else if (kind === "typing") {
    view.showTyping(true);
    clearTimeout(state.typing);
    state.typing = setTimeout(() => view.showTyping(false), 6_000);
  }
  changed();
  see();
}

function typing() {
  if (!state.known || Date.now() - state.typedAt < TYPING_EVERY) return;
  state.typedAt = Date.now();
  call("typing", { body: {} }).catch(() => {});
}

// what is before the visitor's eyes counts as read
function see() {
  if (!state.isOpen || document.hidden || !server.session) return;
  const events = talk.see();
  if (!events.length) return;
  call("events", { body: { events } }).catch(() => {});
  changed();
}

function changed(error) {
  if (error instanceof Refused && error.status !== 403) view.tell(said(error));
  if (!state.texts.title) return;
  const isAway = state.told.is_open === false;
  view.draw(talk, {
    away: isAway ? awayWords(state.texts, state.told.opens_at) : null,
    contact: isAway && config.asks_contact && !state.told.is_user && !state.hasLeft && !talk.isEmpty ? contactForm(leave) : null,
  });
  tell("badge", { count: talk.unread });
}

function leave(name, reach) {
  state.hasLeft = true;
  const lines = [name && filled(words.nameLine, { name }), filled(words.contactLine, { reach })];
  say(lines.filter(Boolean).join("\n"), { name });
  view.tell(words.left);
}

function said(error) {
  if (!(error instanceof Refused)) return words.offline;
  if (error.status === 429) return words.busy;
  return error.sentence || (error.status === 403 ? words.expired : words.failed);
}

// the settings page shows how the widget would look; nothing is sent or heard
function preview({ look, isAway }) {
  const shown = { ...config, ...look };
  Object.assign(state, { isOpen: true, told: { is_open: !isAway } });
  dress(shown, shown.language);
}

for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, wakeSound, { once: true });
addEventListener("online", () => stream.hurry());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  stream.hurry();
  see();
});
parent.postMessage({ changlai: "ready" }, "*"); // says nothing but that we are here
