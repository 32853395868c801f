// What the page knows, and who wants to hear when it changes.

import { ask } from "./server.js";
import { setClock } from "./words.js";

export const world = { people: [], me: null, chats: [], companies: [] };
const watchers = new Set();

export function watch(watcher) {
  watchers.add(watcher);
}

export async function refreshPeople() {
  world.people = (await ask("people")).people;
  tell();
}

export async function refreshHome() {
  if (!world.me) return;
  const person = world.me.id;
  const home = await ask("home", { person });
  if (world.me.id !== person) return; // someone else is played meanwhile
  setClock(home.now);
  Object.assign(world, { me: home.me, chats: home.chats, companies: home.companies });
  tell();
}

export function tell() {
  for (const watcher of watchers) watcher();
}

export function company(corpid) {
  return world.companies.find((row) => row.corpid === corpid);
}

export function find(corpid, peer) {
  const home = company(corpid);
  const account = home?.accounts.find((row) => row.peer === peer);
  if (account) return { ...account, kind: "kf", corpid, company: home.name };
  const member = home?.members.find((row) => row.peer === peer);
  return member ? { ...member, kind: "member", corpid, company: home.name } : null;
}

export function everyMember() {
  return world.companies.flatMap((row) => row.members.map((member) => find(row.corpid, member.peer)));
}

export function everyAccount() {
  return world.companies.flatMap((row) => row.accounts.map((account) => find(row.corpid, account.peer)));
}

export function unreadTotal() {
  return world.chats.reduce((total, chat) => total + chat.unread_count, 0);
}
