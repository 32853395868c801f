// What went over the wire: callbacks to the company with every try, and the company's calls.

import { h, icon, redrawn } from "./dom.js";
import { openSheet, tried } from "./stage.js";
import { act, ask } from "./server.js";
import { clock, t } from "./words.js";

const side = document.getElementById("log");
const line = document.getElementById("log-line");
const topButton = document.getElementById("open-log");
const SIGNS = { done: "check", failed: "cross", waiting: "wait" };
const state = { tab: "pushes", pushes: [], counts: { all: 0, done: 0, failed: 0, waiting: 0 }, calls: [], callCount: 0, open: new Set(), bytes: new Map() };
let sheetBody = null;

export function startLog() {
  line.addEventListener("click", openLog);
  topButton.addEventListener("click", openLog);
}

export async function refreshLog() {
  const [pushes, calls] = await Promise.all([ask("pushes"), ask("calls")]);
  Object.assign(state, { pushes: pushes.pushes, counts: pushes.counts, calls: calls.calls, callCount: calls.count });
  for (const push of state.pushes) {
    const known = state.bytes.get(`push-${push.id}`);
    if (known && known.tries.length !== push.try_count) await load("push", push.id);
  }
  draw();
}

function openLog() {
  sheetBody = h("div", { class: "sb-log sb-log--sheet" });
  openSheet(t("log"), sheetBody);
  draw();
}

function draw() {
  const { all, done, failed } = state.counts;
  const figure = (name, count, mark) => h("span", { class: count && mark ? `sb-figure sb-figure--${mark}` : "sb-figure" }, t(name), h("b", {}, String(count)));
  line.replaceChildren(h("span", {}, t("log")), figure("pushed", all), figure("done", done), figure("failed", failed, "bad"), h("span", { class: "sb-link" }, t("details")));
  topButton.replaceChildren(icon(failed ? "cross" : "check", 16), `${done}/${all}`);
  topButton.setAttribute("aria-label", `${t("log")} ${done}/${all}`);
  redrawn(side, () => side.replaceChildren(...content()));
  if (sheetBody?.isConnected) redrawn(sheetBody, () => sheetBody.replaceChildren(...content()));
}

function content() {
  const { all, done, failed, waiting } = state.counts;
  const tab = (name, label, count) =>
    h("button", { class: "sb-tab", type: "button", "aria-pressed": String(state.tab === name), onclick: () => ((state.tab = name), draw()) }, label, h("span", {}, String(count)));
  const pushes = state.tab === "pushes";
  const rows = pushes ? state.pushes.map(pushRow) : state.calls.map(callRow);
  const figures = h(
    "p",
    { class: "sb-log-hint" },
    pushes ? `${t("done")} ${done}` : t("calls_hint"),
    pushes && h("span", { class: failed ? "sb-bad" : "" }, `${t("failed")} ${failed}`),
    pushes && waiting > 0 && `${t("waiting")} ${waiting}`,
    pushes && h("span", { class: "sb-log-about" }, t("log_hint")),
  );
  return [
    h("div", { class: "sb-tabs" }, tab("pushes", t("log"), all), tab("calls", t("calls"), state.callCount)),
    figures,
    rows.length ? h("ul", { class: "sb-rows" }, ...rows) : h("p", { class: "sb-nothing" }, t(pushes ? "no_pushes" : "no_calls")),
  ];
}

function pushRow(push) {
  const name = push.change_type || push.event;
  const key = `push-${push.id}`;
  const known = [`event_${name}`, `event_${push.event}`].find((text) => t(text) !== text) ?? "event_other";
  return entry(key, {
    mark: push.outcome,
    sign: SIGNS[push.outcome],
    word: t(push.outcome),
    title: t(known),
    code: name,
    note: push.try_count > 1 ? t("tries", { count: push.try_count }) : push.ms === null ? "" : `${Math.round(push.ms)} ms`,
    at: push.at,
    details: pushBytes,
    opened: () => load("push", push.id),
  });
}

function callRow(call) {
  const good = call.status === 200 && call.errcode === 0;
  return entry(`call-${call.id}`, {
    mark: good ? "done" : "failed",
    sign: good ? "check" : "cross",
    word: good ? t("done") : t("failed"),
    title: call.api,
    code: call.errcode ? `errcode ${call.errcode}` : call.status === 200 ? "" : `HTTP ${call.status}`,
    note: `${Math.round(call.ms)} ms`,
    at: call.at,
    details: (bytes) => [block(t("request"), readable(bytes.request)), block(t("answer"), readable(bytes.response))],
    opened: () => load("call", call.id),
  });
}

function entry(key, { mark, sign, word, title, code, note, at, details, opened }) {
  const open = state.open.has(key);
  const bytes = state.bytes.get(key);
  const toggle = async () => {
    if (open) state.open.delete(key);
    else {
      state.open.add(key);
      await tried(opened());
    }
    draw();
  };
  return h(
    "li",
    { class: "sb-row" },
    h(
      "button",
      { class: "sb-row-head", type: "button", "data-key": key, "aria-expanded": String(open), onclick: toggle },
      h("span", { class: `sb-mark sb-mark--${mark}`, title: word }, icon(sign, 14), h("span", { class: "sb-hidden" }, word)),
      h("span", { class: "sb-row-title" }, title, code && h("code", {}, code)),
      h("span", { class: "sb-row-note" }, note),
      h("time", {}, clock(at, true)),
    ),
    open && bytes && h("div", { class: "sb-row-body" }, ...details(bytes)),
  );
}

async function load(kind, id) {
  state.bytes.set(`${kind}-${id}`, await ask(kind, { id }));
}

function pushBytes(push) {
  const tries = push.tries.map((attempt, index) =>
    h(
      "section",
      { class: "sb-try" },
      h("h4", {}, t("try_number", { number: index + 1 }), h("span", { class: attempt.error ? "sb-bad" : "sb-ok" }, attempt.error || `HTTP ${attempt.status}`), h("time", {}, `${Math.round(attempt.ms)} ms`)),
      block(t("request"), `POST ${attempt.url}\n\n${attempt.request}`),
      block(t("answer"), attempt.answer || (attempt.status ? `(${t("empty_body")})` : t("no_answer"))),
    ),
  );
  const again = h("button", { class: "sb-button sb-button--small", type: "button", onclick: () => tried(act("resend", { push: String(push.id) })) }, t("resend"));
  return [block(t("plaintext"), lines(push.plaintext)), ...tries, again];
}

function block(title, text) {
  return h("figure", { class: "sb-bytes" }, h("figcaption", {}, title), h("pre", { tabindex: 0 }, text));
}

// JSON spread over lines, with its Chinese legible; what is no whole JSON stays as it came.
function readable(text) {
  const start = text.startsWith("{") ? 0 : text.indexOf("\n{") + 1;
  if (!text.startsWith("{", start)) return text;
  try {
    return text.slice(0, start) + JSON.stringify(JSON.parse(text.slice(start)), null, 2);
  } catch {
    return text;
  }
}

function lines(xml) {
  return xml.replace(/></g, ">\n<").replace(/\n<(?!\/xml>)/g, "\n  <").replace(/\n\s+<!\[CDATA/g, "<![CDATA").replace(/\]\]>\n\s*<\//g, "]]></");
}
