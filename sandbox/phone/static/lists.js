// The three tabs: chats, contacts, me.

import { avatar, h, icon } from "./dom.js";
import { openCard, openScan } from "./cards.js";
import { openChat } from "./chat.js";
import { preview } from "./bubbles.js";
import { choosePerson } from "./side.js";
import { header, headButton, home } from "./stage.js";
import { everyAccount, everyMember, find, unreadTotal, world } from "./world.js";
import { clock, day, t } from "./words.js";

export function openTabs(tab = "chats") {
  const body = h("div", { class: "wx-list" });
  const head = h("div", {});
  const bar = h("nav", { class: "wx-tabs" });
  const screen = {
    element: h("div", { class: "wx-page" }, head, body, bar),
    refresh() {
      const [title, rows] = { chats: chatRows, contacts: contactRows, me: meRows }[tab]();
      const right = tab === "me" ? null : headButton("plusRound", t("scan"), openScan);
      head.replaceChildren(header(title, { onback: null, right }));
      body.replaceChildren(...rows);
      bar.replaceChildren(...["chats", "contacts", "me"].map(tabButton));
    },
  };
  const tabButton = (name) =>
    h(
      "button",
      { class: "wx-tab", type: "button", "aria-current": name === tab && "page", onclick: () => ((tab = name), screen.refresh()) },
      h("span", { class: "wx-tab-sign" }, icon({ chats: "chat", contacts: "contacts", me: "me" }[name], 24), name === "chats" && badge(unreadTotal())),
      t(`tab_${name}`),
    );
  home(screen);
}

function chatRows() {
  const count = unreadTotal();
  const title = t("tab_chats") + (count ? ` (${count})` : "");
  if (!world.companies.length) return [title, [empty("no_company")]];
  const rows = world.chats.map(chatRow).filter(Boolean);
  return [title, rows.length ? rows : [empty("empty_chats"), ...everyAccount().map(accountRow)]];
}

function chatRow(chat) {
  const peer = find(chat.corpid, chat.peer);
  if (!peer) return null;
  return h(
    "button",
    { class: "wx-row wx-row--chat", type: "button", "data-key": `${chat.corpid}/${chat.peer}`, onclick: () => openChat(peer) },
    h("span", { class: "wx-row-picture" }, avatar(peer), badge(chat.unread_count)),
    h(
      "span",
      { class: "wx-row-text" },
      h("span", { class: "wx-row-line" }, h("b", {}, peer.name), from(peer), h("time", {}, day(chat.at) || clock(chat.at))),
      h("span", { class: "wx-row-more" }, chat.last ? preview(chat.last, peer) : ""),
    ),
  );
}

function contactRows() {
  const friends = everyMember().filter((member) => member.added);
  return [
    t("tab_contacts"),
    [
      row(h("span", { class: "wx-square wx-square--green" }, icon("scan", 22)), t("scan"), "", openScan),
      section(t("service_accounts")),
      ...everyAccount().map(accountRow),
      section(t("friends")),
      ...(friends.length ? friends.map((member) => row(avatar(member), member.name, from(member), () => openCard(member))) : [h("p", { class: "wx-none" }, t("no_friends"))]),
    ],
  ];
}

function meRows() {
  return [
    t("tab_me"),
    [
      h(
        "div",
        { class: "wx-me" },
        avatar(world.me, "wx-avatar--large"),
        h("div", {}, h("b", {}, world.me.nickname), h("span", {}, t("you_play"))),
      ),
      row(h("span", { class: "wx-square wx-square--blue" }, icon("me", 22)), t("switch_person"), "", choosePerson),
      h("p", { class: "wx-none" }, t("about")),
    ],
  ];
}

const accountRow = (account) => row(avatar(account), account.name, from(account), () => openChat(account));

function row(picture, title, note, onclick) {
  return h("button", { class: "wx-row", type: "button", onclick }, picture, h("span", { class: "wx-row-text" }, h("span", { class: "wx-row-line" }, h("b", {}, title), note)));
}

export function from(peer) {
  return h("span", { class: "wx-from" }, `@${peer.company}`);
}

const section = (title) => h("h3", { class: "wx-section" }, title);

function badge(count) {
  return count ? h("span", { class: "wx-badge" }, count > 99 ? "99+" : String(count)) : null;
}

function empty(name) {
  return h("div", { class: "wx-empty" }, h("b", {}, t(name)), h("p", {}, t(`${name}_hint`)));
}
