// Around the phone: who is played, and the buttons below the glass.

import { avatar, h, icon, redrawn } from "./dom.js";
import { askDelete, openScan } from "./cards.js";
import { openChat } from "./chat.js";
import { closeSheet, openSheet, toast, tried } from "./stage.js";
import { act } from "./server.js";
import { everyAccount, everyMember, refreshPeople, world } from "./world.js";
import { t } from "./words.js";

const whoButton = document.getElementById("who");
const peopleList = document.getElementById("people");
const acts = document.getElementById("acts");
let play = () => {};

export function startSide(onPlay) {
  play = onPlay;
  whoButton.addEventListener("click", choosePerson);
  acts.append(
    actButton("service", t("open_service"), openService),
    actButton("userPlus", t("add_member"), openScan),
    actButton("picture", t("send_picture"), sendPicture),
    actButton("userMinus", t("delete_friend"), chooseFriend),
  );
}

let drawn = ""; // what the list of people was made of

export function drawSide() {
  if (!world.me) return;
  whoButton.replaceChildren(avatar(world.me, "wx-avatar--tiny"), `${t("play_as")} ${world.me.nickname}`, icon("chevronDown", 16));
  const people = JSON.stringify([world.me.id, world.people]);
  if (people === drawn) return; // made anew between press and release, a button would not hear of its click
  drawn = people;
  redrawn(peopleList, () => peopleList.replaceChildren(...personButtons()));
}

export function choosePerson() {
  openSheet(t("who"), h("div", { class: "sb-people-list" }, ...personButtons()));
}

function personButtons() {
  const buttons = world.people.map((person) =>
    h(
      "button",
      { class: "sb-person", type: "button", "aria-pressed": String(person.id === world.me?.id), onclick: () => (closeSheet(), play(person)) },
      avatar(person),
      h("span", {}, person.nickname),
    ),
  );
  return [...buttons, h("button", { class: "sb-person sb-person--new", type: "button", onclick: newPerson }, h("span", { class: "sb-person-plus" }, icon("plus", 22)), h("span", {}, t("new_person")))];
}

function newPerson() {
  const name = h("input", { class: "sb-input", maxlength: 32, placeholder: t("new_person_hint"), "aria-label": t("new_person_hint"), autocomplete: "off" });
  const create = async (event) => {
    event.preventDefault();
    if (!name.value.trim()) return name.focus();
    const person = await tried(act("people", { nickname: name.value }));
    if (!person) return;
    closeSheet();
    await refreshPeople();
    play(person);
  };
  openSheet(
    t("new_person"),
    h("form", { class: "sb-form", onsubmit: create }, name, h("button", { class: "sb-button sb-button--accent", type: "submit" }, t("create"))),
  );
  name.focus();
}

function openService() {
  const account = everyAccount()[0];
  if (account) openChat(account);
  else toast(t("no_company"));
}

async function sendPicture() {
  const account = everyAccount()[0];
  if (!account) return toast(t("no_company"));
  openChat(account);
  await tried(act("sample", { person: world.me.id, corpid: account.corpid, peer: account.peer }));
}

function chooseFriend() {
  const friends = everyMember().filter((member) => member.added);
  if (!friends.length) return toast(t("no_friends"));
  if (friends.length === 1) return askDelete(friends[0]);
  const rows = friends.map((member) =>
    h("button", { class: "sb-person", type: "button", onclick: () => askDelete(member) }, avatar(member), h("span", {}, member.name)),
  );
  openSheet(t("choose_friend"), h("div", { class: "sb-people-list" }, ...rows));
}

function actButton(name, label, onclick) {
  return h("button", { class: "sb-button sb-act", type: "button", onclick }, icon(name, 18), label);
}
