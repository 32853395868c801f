// The talk as this browser knows it: lines by their numbers, what is on its way, how far both sides have read.
import { Refused, ask, call, pause } from "./server.js";

const WAITING = "changlai.waiting";

export class Talk {
  constructor(changed) {
    this.changed = changed;
    this.forget();
  }

  forget() {
    this.lines = new Map(); // "0.12" -> line
    this.ids = new Set();
    this.waiting = restored();
    this.talks = [{ last: 0, seen: 0, read: 0 }];
    this.hasEarlier = false;
    this.isSending = false;
  }

  get isEmpty() {
    return !this.lines.size && !this.waiting.length;
  }

  // what was told at the entrance
  stand({ talks, lines }) {
    this.talks = talks;
    this.hasEarlier = lines.length >= 40;
    for (const line of lines) this.add(line);
  }

  add(line) {
    const place = `${line.t}.${line.n}`;
    const isNew = !this.lines.has(place);
    this.lines.set(place, line);
    if (line.recalls) this.empty(line);
    const talk = this.talks[line.t];
    if (talk) talk.last = Math.max(talk.last, line.n);
    if (!line.us) {
      this.ids.add(line.id);
      this.waiting = this.waiting.filter((one) => one.id !== line.id);
      keep(this.waiting);
    }
    return isNew;
  }

  // a colleague took a line back: its words are gone here too
  empty({ t, recalls }) {
    const line = [...this.lines.values()].find((one) => one.t === t && one.key === recalls);
    if (line) Object.assign(line, { gone: true, text: "", files: [] });
  }

  // in the order it was said; what is on its way stands last
  get shown() {
    const said = [...this.lines.values()].filter((line) => !line.recalls).sort((a, b) => a.at - b.at || a.n - b.n);
    return [...said, ...this.waiting.filter((one) => !this.ids.has(one.id))];
  }

  place() {
    const numbers = this.talks.map(() => 0);
    for (const { t, n } of this.lines.values()) numbers[t] = Math.max(numbers[t] ?? 0, n);
    return numbers.join(".");
  }

  get unread() {
    return [...this.lines.values()].filter((line) => line.us && !line.recalls && !line.gone && line.n > (this.talks[line.t]?.seen ?? 0)).length;
  }

  isRead(line) {
    return line.n <= (this.talks[line.t]?.read ?? 0);
  }

  // somebody of the company has read up to here
  read({ t, n }) {
    if (this.talks[t]) this.talks[t].read = Math.max(this.talks[t].read, n);
  }

  // the lines before the visitor's eyes, as events for the server
  see() {
    return this.talks.flatMap((talk, t) => {
      const ours = [...this.lines.values()].filter((line) => line.t === t && line.us && !line.recalls && line.n > talk.seen);
      if (!ours.length) return [];
      const latest = ours.reduce((a, b) => (a.n > b.n ? a : b));
      talk.seen = latest.n;
      return [{ type: "seen", id: `seen-${t}-${String(latest.n).padStart(8, "0")}`, thread: t, number: latest.n, key: latest.key }];
    });
  }

  async earlier() {
    const first = this.talks.map((_, t) => Math.min(...[...this.lines.values()].filter((line) => line.t === t).map((line) => line.n), 2_000_000_000));
    const { lines } = await ask(`lines?before=${first.join(".")}`);
    this.hasEarlier = lines.length >= 40;
    for (const line of lines) this.add(line);
    this.changed();
  }

  say(facts) {
    const line = { id: fresh(), at: Date.now(), us: false, state: "sending", text: "", files: [], ...facts };
    this.waiting.push(line);
    keep(this.waiting);
    this.changed();
    return line;
  }

  again(line) {
    line.state = "sending";
    this.changed();
  }

  // one after the other, in order; the browser's id makes each of them one, however often it is sent
  async send(visit) {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let line; (line = this.waiting.find((one) => ["sending", "waiting"].includes(one.state))); ) await this.sendOne(line, visit());
    } finally {
      this.isSending = false;
    }
  }

  async sendOne(line, visit) {
    for (let tries = 1; ; tries += 1) {
      try {
        if (line.blob && !line.ticket) line.ticket = await upload(line);
        const event = { type: "message", id: line.id, text: line.text, name: line.name ?? "", file: line.ticket ?? "", visit };
        await call("events", { body: { events: [event] } });
        line.state = "sent";
        keep(this.waiting);
        this.changed();
        return;
      } catch (error) {
        if (error instanceof Refused && error.status < 500 && error.status !== 429) {
          line.state = "failed";
          line.reason = error.sentence || "";
          keep(this.waiting);
          this.changed(error);
          return;
        }
        line.state = "waiting";
        this.changed(error);
        await Promise.race([pause(error.wait || Math.min(2 ** tries, 30)), online()]);
      }
    }
  }
}

async function upload(line) {
  const headers = { "content-type": line.blob.type || "application/octet-stream", "x-file-name": encodeURIComponent(line.files[0].name), "x-language": document.documentElement.lang === "en" ? "en" : "zh-hans" };
  return (await ask("files", { body: line.blob, headers })).file;
}

function online() {
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

export function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// texts that were not sent yet outlive a reload of the page, not the browser's window
function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");
  } catch {
    return [];
  }
}

function keep(waiting) {
  try {
    sessionStorage.setItem(WAITING, JSON.stringify(waiting.filter((line) => line.state !== "sent" && !line.blob)));
  } catch {
    // no storage: they live as long as this page
  }
}

export function dropWaiting() {
  keep([]);
}
