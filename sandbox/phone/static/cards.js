// Cards: scanning a member's code, the member's card, the service account's profile.

import { avatar, h } from "./dom.js";
import { openChat } from "./chat.js";
import { back, closeSheet, header, openSheet, replace, show, tried } from "./stage.js";
import { act } from "./server.js";
import { everyMember, find, refreshHome, world } from "./world.js";
import { t } from "./words.js";

export function openScan() {
  const codes = everyMember().map((member) =>
    h(
      "button",
      { class: "wx-code", type: "button", onclick: () => replace(card(member)) },
      h("img", { class: "wx-code-picture", src: `/phone/qr/${encodeURIComponent(member.corpid)}/${encodeURIComponent(member.peer)}.svg`, alt: "" }),
      h("b", {}, member.name),
      h("small", {}, `@${member.company}`),
    ),
  );
  show({
    element: h(
      "div",
      { class: "wx-page wx-page--scan" },
      header(t("scan")),
      h("div", { class: "wx-scan" }, h("p", {}, codes.length ? t("scan_hint") : t("no_company")), h("div", { class: "wx-codes" }, ...codes), h("span", { class: "wx-beam", "aria-hidden": "true" })),
    ),
  });
}

export function openCard(member, state = "") {
  show(card(member, state));
}

function card(member, startState = "") {
  const body = h("div", { class: "wx-list" });
  const state = h("input", { class: "wx-field-input", maxlength: 64, placeholder: t("state_hint"), value: startState, autocomplete: "off" });
  const screen = {
    element: h("div", { class: "wx-page wx-page--card" }, header(""), body),
    refresh() {
      const fresh = find(member.corpid, member.peer) ?? member;
      body.replaceChildren(face(fresh), facts(fresh), ...(fresh.added ? friendButtons(fresh) : [stateField(state), addButton(fresh, state)]));
    },
  };
  return screen;
}

function face(peer) {
  return h(
    "div",
    { class: "wx-face" },
    avatar(peer, "wx-avatar--large"),
    h("div", {}, h("b", {}, peer.name), h("span", { class: "wx-from" }, `@${peer.company}`)),
  );
}

function facts(member) {
  const pairs = [[t("company"), member.company], [t("position"), member.position]].filter(([, value]) => value);
  return h("dl", { class: "wx-facts" }, ...pairs.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function stateField(input) {
  return h("label", { class: "wx-field" }, h("span", {}, t("state")), input);
}

function addButton(member, state) {
  const add = async () => {
    const done = await tried(act("add_contact", { person: world.me.id, corpid: member.corpid, userid: member.peer, state: state.value }));
    if (!done) return;
    await refreshHome();
    back();
    openChat(find(member.corpid, member.peer));
  };
  return h("button", { class: "wx-wide wx-wide--green", type: "button", onclick: add }, t("add_to_contacts"));
}

function friendButtons(member) {
  return [
    h("button", { class: "wx-wide", type: "button", onclick: () => replaceWithChat(member) }, t("message_him")),
    h("button", { class: "wx-wide wx-wide--red", type: "button", onclick: () => askDelete(member) }, t("delete_contact")),
  ];
}

function replaceWithChat(member) {
  back();
  openChat(member);
}

export function askDelete(member) {
  const remove = async () => {
    closeSheet();
    await tried(act("delete_contact", { person: world.me.id, corpid: member.corpid, userid: member.peer }));
    await refreshHome();
  };
  openSheet(
    t("delete_contact"),
    h("p", {}, t("delete_question", { name: member.name })),
    h(
      "div",
      { class: "sb-sheet-acts" },
      h("button", { class: "sb-button", type: "button", onclick: closeSheet }, t("cancel")),
      h("button", { class: "sb-button sb-button--bad", type: "button", onclick: remove }, t("delete")),
    ),
  );
}

export function openProfile(account) {
  const body = h("div", { class: "wx-list" });
  show({
    element: h("div", { class: "wx-page wx-page--card" }, header(""), body),
    refresh() {
      const fresh = find(account.corpid, account.peer) ?? account;
      const change = () => tried(act("reject", { person: world.me.id, corpid: fresh.corpid, peer: fresh.peer, rejecting: !fresh.rejecting }));
      body.replaceChildren(
        face(fresh),
        h("dl", { class: "wx-facts" }, h("dt", {}, t("company")), h("dd", {}, fresh.company), h("dt", {}, "open_kfid"), h("dd", {}, fresh.peer)),
        h("button", { class: "wx-switch", type: "button", role: "switch", "aria-checked": String(fresh.rejecting), onclick: change }, t("reject"), h("span", {})),
        h("p", { class: "wx-none" }, t("reject_hint")),
        h("button", { class: "wx-wide", type: "button", onclick: back }, t("message_him")),
      );
    },
  });
}
