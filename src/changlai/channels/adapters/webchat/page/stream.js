// What is said, as it is said. Read with fetch, so that the session stays out of addresses; begins where the page is.
import { Refused, call, pause } from "./server.js";

const LONGEST_WAIT = 30;

export class Stream {
  constructor(place, take, show) {
    Object.assign(this, { place, take, show });
    this.ending = null;
    this.failures = 0;
  }

  start() {
    if (!this.ending) this.run((this.ending = new AbortController()));
  }

  stop() {
    this.ending?.abort();
    this.ending = null;
  }

  // the network is back, or the page before somebody's eyes again: no need to wait
  hurry() {
    if (!this.ending || !this.failures) return;
    this.stop();
    this.start();
  }

  async run(ending) {
    while (!ending.signal.aborted) {
      try {
        await this.read(ending.signal);
      } catch (error) {
        if (ending.signal.aborted) return;
        this.failures += 1;
        if (this.failures > 1) this.show(false);
        if (error instanceof Refused && error.wait) await pause(error.wait);
      }
      const wait = this.failures ? Math.min(2 ** this.failures / 2, LONGEST_WAIT) : 0.05;
      await pause(wait * (0.75 + Math.random() / 2));
    }
  }

  async read(signal) {
    const answer = await call("stream", { signal, headers: { "last-event-id": this.place() } });
    this.failures = 0;
    this.show(true);
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) this.event(block);
    }
  }

  event(block) {
    const fields = {};
    for (const line of block.split("\n")) {
      const colon = line.indexOf(": ");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.data) this.take(fields.event, JSON.parse(fields.data));
  }
}
