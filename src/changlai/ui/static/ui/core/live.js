// Live events. The shell names the address of tickets (data-live); elements name rooms (data-live-room="inbox"). Every
// event becomes live:<kind> on document, its facts in detail; "live:resync" says that some may have been missed.
// A stream is read with fetch, so that any kind arrives, and ended tabs and old tickets are ours to handle.
const HIDDEN_FOR = 60_000; // a tab nobody sees gives its connection back: browsers allow six to one host
const WATCH = "changlai-watch"; // one tab keeps it, seen or not: somebody must hear what is to be rung for
const LONGEST_WAIT = 30_000;
const REMEMBERED = 60_000; // longer than markup takes from being asked for to life
let heard = [];

export function follow() {
  const sign = document.querySelector("[data-live]");
  if (!sign) return;
  const stream = new Stream(sign);
  const places = new WeakMap(); // where the stream stood when a request was sent: its answer is not older than that
  stream.look();
  const moments = new WeakMap(); // when it was sent
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    places.set(detail.xhr, stream.last);
    moments.set(detail.xhr, performance.now());
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { xhr, target, requestConfig } = detail;
    if (isLate(requestConfig)) detail.shouldSwap = false;
    else if (moments.has(xhr)) target.dataset.asked = moments.get(xhr);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => stream.look(places.get(detail.xhr)));
  addEventListener("online", () => stream.restart());
  let away;
  let isWatch = false;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden && !isWatch) away = setTimeout(() => isWatch || stream.stop(), HIDDEN_FOR);
    else stream.look();
  });
  navigator.locks?.request(WATCH, () => {
    isWatch = true;
    stream.look();
    return new Promise(() => {}); // until the tab is closed: then the lock goes to the next one
  });
}

/** The events told since a moment (performance.now()), as {at, kind, facts}, as far back as REMEMBERED. */
export function heardSince(moment) {
  return heard.filter(({ at }) => at >= moment);
}

/**
 * When the markup around an element was asked for; 0 is with the page. Whoever puts it on the screen or brings it to
 * life asks what was told since: it is not in the markup.
 */
export function askedAt(element) {
  return Number(element.closest("[data-asked]")?.dataset.asked ?? 0);
}

/** What something that has left the page asked because of an event: by now another customer may stand in its place. */
function isLate({ elt, path, triggeringEvent }) {
  if (elt.isConnected || !triggeringEvent?.type.startsWith("live:")) return false;
  return !document.querySelector(`[hx-get="${CSS.escape(path)}"]`);
}

function rooms() {
  const named = [...document.querySelectorAll("[data-live-room]")].flatMap((element) => element.dataset.liveRoom.split(" "));
  return [...new Set(named.filter(Boolean))].sort();
}

class Stream {
  constructor(sign) {
    this.sign = sign;
    this.rooms = "";
    this.last = "";
    this.failures = 0;
    this.ending = null;
  }

  // Connects when the page wants other rooms than it has. What came into the new ones since their markup was asked for
  // (`place`) is told again.
  look(place = this.last) {
    const wanted = rooms();
    if (wanted.join() === this.rooms && this.ending) return;
    this.stop();
    this.rooms = wanted.join();
    this.last = earlier(place, this.last);
    if (wanted.length) this.run(wanted);
  }

  restart() {
    this.stop();
    this.failures = 0;
    this.look();
  }

  stop() {
    this.ending?.abort();
    this.ending = null;
  }

  async run(wanted) {
    const ending = (this.ending = new AbortController());
    while (!ending.signal.aborted) {
      try {
        await this.read(await this.ticket(wanted, ending.signal), ending.signal);
      } catch (error) {
        if (ending.signal.aborted) return;
        this.failures += 1;
        this.show(this.failures > 1 ? "off" : "on");
      }
      await pause(this.failures === 0 ? 50 : Math.min(500 * 2 ** this.failures, LONGEST_WAIT) * (0.75 + Math.random() / 2));
    }
  }

  async ticket(wanted, signal) {
    const query = new URLSearchParams(wanted.map((room) => ["room", room]));
    const answer = await fetch(`${this.sign.dataset.live}?${query}`, { signal, headers: { "HX-Request": "true" } });
    if (answer.status === 401) location.reload();
    if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
    return (await answer.json()).ticket;
  }

  async read(ticket, signal) {
    const query = new URLSearchParams({ ticket, ...(this.last && { last: this.last }) });
    const answer = await fetch(`/live?${query}`, { signal, cache: "no-store", headers: { Accept: "text/event-stream" } });
    if (!answer.ok) throw new Error(`no stream: ${answer.status}`);
    if (this.failures || !this.last) tell("resync", {}); // what came between the page and its stream is looked up
    this.failures = 0;
    this.show("on");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach((block) => this.take(block));
    }
  }

  // one event: lines of "name: value"; a line that begins with a colon only keeps the connection open
  take(block) {
    const fields = {};
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
    if (fields.id) this.last = fields.id;
    if (!fields.data) return;
    const facts = JSON.parse(fields.data);
    tell(fields.event ?? facts.kind, facts);
  }

  show(state) {
    this.sign.dataset.state = state;
  }
}

// The earlier of two places, "<life of the server>-<number>"; none ("look again") when they cannot be compared.
function earlier(one, other) {
  const [[life, number], [otherLife, otherNumber]] = [one.split("-"), other.split("-")];
  if (life !== otherLife) return "";
  return Number(number) < Number(otherNumber) ? one : other;
}

function tell(kind, facts) {
  const now = performance.now();
  heard = [...heard.filter(({ at }) => at > now - REMEMBERED), { at: now, kind, facts }];
  document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail: facts }));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
