// Pages the visitor looks at. Until they have written or signed in, they stay in this browser's window; then they are sent
// in batches, as the account's settings and the browser's own wish allow.
import { call } from "./server.js";
import { fresh } from "./talk.js";

const HELD = "changlai.pages";
const MOST = 20;
const GATHER = 2_000;
let timer = 0;

export const pages = { mayTrack: false, isKnown: false };

export function look(page) {
  if (!pages.mayTrack || !/^https?:/.test(page.url)) return;
  const seen = { url: page.url.slice(0, 2000), title: (page.title || "").slice(0, 300), referrer: short(page.referrer), at: Date.now() };
  hold([...held(), seen].slice(-MOST));
  flush();
}

export function flush() {
  if (!pages.isKnown || timer) return;
  timer = setTimeout(async () => {
    timer = 0;
    const seen = held();
    if (!seen.length) return;
    hold([]);
    const told = seen.map(({ at, ...page }) => ({ ...page, ago: Math.min(Math.max(0, Math.round((Date.now() - at) / 1000)), 86_400) }));
    try {
      await call("events", { body: { events: [{ type: "pages", id: fresh(), pages: told }] } });
    } catch (error) {
      if (!error.status || error.status >= 429) hold([...seen, ...held()].slice(-MOST));
    }
  }, GATHER);
}

export function forgetPages() {
  hold([]);
}

function short(url) {
  return /^https?:\/\/\S+$/.test(url || "") ? url.slice(0, 2000) : "";
}

function held() {
  try {
    return JSON.parse(sessionStorage.getItem(HELD) ?? "[]");
  } catch {
    return [];
  }
}

function hold(seen) {
  try {
    sessionStorage.setItem(HELD, JSON.stringify(seen));
  } catch {
    // no storage: nothing is followed
  }
}
