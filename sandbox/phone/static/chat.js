// One chat: the lines, the composer, and what the person can do in it.

import { avatar, h, icon, redrawn } from "./dom.js";
import { content } from "./bubbles.js";
import { openCard, openProfile } from "./cards.js";
import { back, current, header, headButton, show, tried } from "./stage.js";
import { act, ask, sendFile } from "./server.js";
import { find, world } from "./world.js";
import { moment, now, t } from "./words.js";

const GAP_SECONDS = 300;
const RECALL_SECONDS = 120;
const NEAR_PIXELS = 80;
const EMOJI = [..."😀😄😂🙂😉😊😍😘😜🤔😅😭😡👍👎👏🙏💪🎉🌹❤️🔥☕🌙"].filter((sign) => sign !== "\uFE0F");

export function openChat(peer, { scene = "", sceneParam = "" } = {}) {
  const open = current()?.peer;
  if (open?.peer === peer.peer && open.corpid === peer.corpid) return;
  const where = { person: world.me.id, corpid: peer.corpid, peer: peer.peer };
  const list = h("div", { class: "wx-lines", role: "log", "aria-live": "polite" });
  const foot = composer(peer, where, () => list.scrollTo({ top: list.scrollHeight }));
  const more = headButton("dots", t("more"), () => (peer.kind === "kf" ? openProfile(peer) : openCard(peer)));
  const whose = peer.kind === "kf" ? "" : `@${peer.company}`;
  let drawn = "";
  const screen = {
    peer,
    element: h("div", { class: "wx-page wx-page--chat" }, header(peer.name, { right: more, note: whose }), list, foot),
    async refresh() {
      if (peer.kind === "member" && !find(peer.corpid, peer.peer)?.added) return leave(screen);
      const { lines } = await ask("chat", where);
      if (current() !== screen) return;
      const signature = JSON.stringify(lines);
      if (signature !== drawn) {
        const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PIXELS;
        const note = peer.kind === "member" ? [h("p", { class: "wx-note" }, t("private_note"))] : [];
        redrawn(list, () => list.replaceChildren(...note, ...rows(lines, peer, where)));
        if (near || !drawn) settle(list);
        drawn = signature;
        tried(act("read", where));
      }
    },
    enter() {
      settle(list);
    },
  };
  show(screen);
  if (peer.kind === "kf") tried(act("enter", { ...where, scene, scene_param: sceneParam }));
}

function leave(screen) {
  if (current() === screen) back();
}

// Scroll to the newest line, now and when its pictures have come.
function settle(list) {
  const end = () => list.scrollTo({ top: list.scrollHeight });
  end();
  for (const picture of list.querySelectorAll("img")) {
    if (!picture.complete) picture.addEventListener("load", end, { once: true });
  }
}

function rows(lines, peer, where) {
  let last = 0;
  return lines.flatMap((line) => {
    const time = line.at - last > GAP_SECONDS ? [h("time", { class: "wx-time" }, moment(line.at))] : [];
    last = line.at;
    return [...time, lineRow(line, peer, where)];
  });
}

function lineRow(line, peer, where) {
  if (line.sender === "system") {
    return h("p", { class: "wx-note" }, t(line.msgtype, { name: peer.name }));
  }
  const mine = line.sender === "me";
  const pick = (text, menuId) => tried(act("text", { ...where, text, menu_id: menuId }));
  const body = h("div", { class: "wx-body" }, content(line, peer, pick));
  const recent = now().getTime() / 1000 - line.at < RECALL_SECONDS;
  if (mine && peer.kind === "kf" && recent) body.append(recallButton(line, where));
  return h("div", { class: `wx-message ${mine ? "wx-message--mine" : ""}` }, avatar(mine ? world.me : peer), body);
}

function recallButton(line, where) {
  const recall = () => tried(act("recall", { ...where, msgid: line.msgid }));
  return h("button", { class: "wx-recall", type: "button", onclick: recall }, t("recall"));
}

function composer(peer, where, toEnd) {
  const input = h("textarea", { class: "wx-input", rows: 1, "aria-label": t("type_here"), placeholder: t("type_here"), enterkeyhint: "send" });
  const drawer = h("div", { class: "wx-drawer", hidden: true });
  const foot = h("footer", { class: "wx-foot" });
  const sendButton = h("button", { class: "wx-send", type: "button", hidden: true, onclick: send }, t("send"));
  const plusButton = tool("plusRound", t("more"), () => toggle("plus"));
  let opened = "";

  async function send() {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    grow();
    if ((await tried(act("text", { ...where, text }))) === null) input.value = text;
    grow();
  }
  function grow() {
    input.rows = Math.min(4, input.value.split("\n").length);
    sendButton.hidden = !input.value.trim();
    plusButton.hidden = !sendButton.hidden;
  }
  function toggle(name) {
    opened = opened === name ? "" : name;
    drawer.hidden = !opened;
    drawer.className = `wx-drawer wx-drawer--${opened}`;
    if (opened) drawer.replaceChildren(...(opened === "plus" ? plusTools() : emojiTools()));
    toEnd();
  }
  const emojiTools = () => EMOJI.map((sign) => h("button", { class: "wx-emoji", type: "button", onclick: () => ((input.value += sign), grow()) }, sign));
  const plusTools = () => [
    drawerTool("photo", t("photo"), () => choose("image/*")),
    drawerTool("file", t("file"), () => choose("")),
    drawerTool("picture", t("sample"), () => (toggle("plus"), tried(act("sample", where)))),
  ];
  function choose(accept) {
    const picker = h("input", { type: "file", accept });
    picker.addEventListener("change", () => {
      toggle("plus");
      for (const file of picker.files) tried(sendFile(file, where));
    });
    picker.click();
  }
  input.addEventListener("input", grow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  foot.append(h("div", { class: "wx-bar" }, input, tool("smile", t("emoji"), () => toggle("emoji")), plusButton, sendButton), drawer);
  return foot;
}

function tool(name, label, onclick) {
  return h("button", { class: "wx-tool", type: "button", "aria-label": label, onclick }, icon(name, 26));
}

function drawerTool(name, label, onclick) {
  return h("button", { class: "wx-drawer-tool", type: "button", onclick }, h("span", {}, icon(name, 26)), label);
}
