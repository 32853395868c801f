// Start: who is played and which chat is open stand in the address, so a reload or a link comes back here.

import { icon } from "./dom.js";
import { openCard } from "./cards.js";
import { openChat } from "./chat.js";
import { openTabs } from "./lists.js";
import { refreshLog, startLog } from "./log.js";
import { drawSide, startSide } from "./side.js";
import { redraw, toast } from "./stage.js";
import { listen } from "./server.js";
import { find, refreshHome, refreshPeople, watch, world } from "./world.js";
import { now, t } from "./words.js";

const asked = new URLSearchParams(location.search);
const REST_MILLISECONDS = 60;
const CLOCK_MILLISECONDS = 10_000;
const changed = new Set();
let hush = () => {};
let timer = 0;
let down = false;

async function start() {
  document.getElementById("signs").append(icon("bars", 14), icon("wifi", 14), icon("battery", 18));
  startSide(play);
  startLog();
  watch(drawSide);
  watch(redraw);
  await refreshPeople();
  const wanted = world.people.find((person) => person.id === asked.get("person"));
  await play(wanted ?? world.people[0] ?? null, true);
  await refreshLog();
  tick();
  setInterval(tick, CLOCK_MILLISECONDS);
}

async function play(person, first = false) {
  if (!person) {
    hush = listen("", onTopic, onDown);
    return;
  }
  world.me = person;
  await refreshHome();
  openTabs();
  if (first) openAsked();
  remember();
  hush();
  hush = listen(person.id, onTopic, onDown);
}

// Links open a chat (?chat=, with the scene of a service link) or a member's card (?add=, with the state of its code).
function openAsked() {
  const corpid = asked.get("corpid") ?? world.companies[0]?.corpid;
  const chat = find(corpid, asked.get("chat"));
  const member = find(corpid, asked.get("add"));
  if (chat) openChat(chat, { scene: asked.get("scene") ?? "", sceneParam: asked.get("scene_param") ?? "" });
  else if (member) openCard(member, asked.get("state") ?? "");
}

function onTopic(topic) {
  changed.add(topic);
  timer ||= setTimeout(catchUp, REST_MILLISECONDS);
}

async function catchUp() {
  const topics = [...changed];
  changed.clear();
  timer = 0;
  if (topics.includes("people")) {
    await refreshPeople();
    if (!world.me && world.people.length) return play(world.people[0]);
  }
  if (topics.some((topic) => topic.startsWith("person:"))) await refreshHome();
  if (topics.includes("pushes") || topics.includes("calls")) await refreshLog();
}

// A stream that opens, again or for the first time, may have missed what happened before.
function onDown(isDown) {
  if (isDown && !down) toast(t("offline"));
  if (!isDown) ["people", "person:", "pushes"].forEach(onTopic);
  down = isDown;
}

function remember() {
  const query = new URLSearchParams(location.search);
  query.set("person", world.me.id);
  history.replaceState(null, "", `?${query}`);
  for (const id of ["language", "language-side"]) {
    const link = document.getElementById(id);
    const there = new URLSearchParams(new URL(link.href).search);
    there.set("person", world.me.id);
    link.href = `?${there}`;
  }
}

function tick() {
  const time = now();
  document.getElementById("clock").textContent = `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
}

start();
