// How a message looks: one function per type of the platform.

import { avatar, h, icon } from "./dom.js";
import { openCard } from "./cards.js";
import { toast } from "./stage.js";
import { find } from "./world.js";
import { bytes, t } from "./words.js";

const KINDS = ["image", "file", "voice", "video", "link", "location", "miniprogram", "msgmenu", "business_card", "ca_link"];
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?，。；：！？）)]/g;

// A line of the chat list.
export function preview(line, peer) {
  if (line.msgtype === "recalled") return t("recalled");
  if (line.msgtype === "added") return t("added", { name: peer.name });
  if (line.msgtype === "text") return line.body.content;
  if (line.msgtype === "msgmenu") return line.body.head_content || t("kind_msgmenu");
  return t(KINDS.includes(line.msgtype) ? `kind_${line.msgtype}` : "kind_other");
}

// The inside of a message; `pick` sends the line of a menu that was tapped.
export function content(line, peer, pick) {
  const draw = { text, msgmenu, image, file, voice, video, link, location, miniprogram, business_card, ca_link }[line.msgtype];
  return draw ? draw(line, peer, pick) : bubble(t("kind_other"));
}

const bubble = (...children) => h("div", { class: "wx-bubble" }, ...children);
const card = (tag, attributes, ...children) => h(tag, { ...attributes, class: "wx-card" }, ...children);
const external = (href) => ({ href, target: "_blank", rel: "noopener noreferrer" });

function text(line) {
  return bubble(...linked(line.body.content));
}

function linked(words) {
  const parts = [];
  let end = 0;
  for (const match of words.matchAll(ADDRESS)) {
    parts.push(words.slice(end, match.index), h("a", external(match[0]), match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, words.slice(end)];
}

function msgmenu(line, _peer, pick) {
  const { head_content: head, list = [], tail_content: tail } = line.body;
  const items = list.map((item) => h("li", {}, menuItem(item, pick)));
  return bubble(head && h("p", {}, ...linked(head)), h("ul", { class: "wx-menu" }, ...items), tail && h("p", { class: "wx-menu-tail" }, ...linked(tail)));
}

function menuItem(item, pick) {
  const body = item[item.type] ?? {};
  if (item.type === "click") return h("button", { type: "button", onclick: () => pick(body.content, body.id ?? "") }, body.content);
  if (item.type === "view") return h("a", external(body.url), body.content);
  if (item.type === "miniprogram") return h("button", { type: "button", onclick: () => toast(t("no_miniprogram")) }, body.content);
  return body.content ?? "";
}

function image(line) {
  const address = line.media?.url ?? line.body.pic_url;
  if (!address) return bubble(t("kind_image"));
  return h("a", { ...external(address), class: "wx-photo" }, h("img", { src: address, alt: t("kind_image") }));
}

function file(line) {
  const name = line.media?.name ?? t("kind_file");
  const kind = name.includes(".") ? name.split(".").at(-1).slice(0, 4).toUpperCase() : "";
  return card(
    "a",
    { href: line.media?.url ?? "#", download: name },
    h("span", { class: "wx-card-file" }, h("span", {}, h("b", {}, name), h("small", {}, line.media ? bytes(line.media.size) : "")), h("span", { class: `wx-file wx-file--${kind.toLowerCase()}` }, kind)),
  );
}

function voice(line) {
  return line.media ? h("audio", { controls: true, src: line.media.url, class: "wx-audio" }) : bubble(t("kind_voice"));
}

function video(line) {
  return line.media ? h("video", { controls: true, src: line.media.url, class: "wx-photo" }) : bubble(t("kind_video"));
}

function link(line) {
  const { title, desc, url, picurl } = line.body;
  const picture = line.media?.url ?? picurl;
  return card(
    "a",
    external(url),
    h("b", { class: "wx-card-title" }, title),
    h("span", { class: "wx-card-about" }, h("span", {}, desc ?? url), picture && h("img", { src: picture, alt: "" })),
  );
}

function miniprogram(line) {
  const picture = line.media?.url;
  return card(
    "button",
    { type: "button", onclick: () => toast(t("no_miniprogram")) },
    h("b", { class: "wx-card-title" }, line.body.title),
    picture && h("img", { class: "wx-card-wide", src: picture, alt: "" }),
    h("span", { class: "wx-card-foot" }, icon("app", 14), t("miniprogram")),
  );
}

function location(line) {
  const { name, address, latitude, longitude } = line.body;
  return card(
    "div",
    {},
    h("b", { class: "wx-card-title" }, name ?? `${latitude}, ${longitude}`),
    h("span", { class: "wx-card-about" }, h("span", {}, address ?? ""), icon("pin", 28)),
  );
}

function business_card(line, peer) {
  const member = find(peer.corpid, line.body.userid);
  if (!member) return bubble(t("kind_business_card"));
  return card(
    "button",
    { type: "button", onclick: () => openCard(member) },
    h("span", { class: "wx-card-person" }, avatar(member), h("span", {}, h("b", {}, member.name), h("small", {}, `@${member.company}`))),
    h("span", { class: "wx-card-foot" }, t("card")),
  );
}

function ca_link(line) {
  return bubble(...linked(line.body.link_url));
}
