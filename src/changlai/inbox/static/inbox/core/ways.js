// What can be done with one message: copy its words, take them into the answer as a quote or into a note.

import { toast } from "./server.js";

/** Listens to the menus of the messages in `list`. */
export function messageWays(list, work, signal) {
  list.addEventListener("click", async ({ target }) => {
    const way = target.closest?.("[data-way]");
    if (!way) return;
    const words = way.closest("[data-entry]").querySelector("[data-words]")?.innerText ?? "";
    const form = work.querySelector("#composer");
    if (way.dataset.way === "copy") {
      await navigator.clipboard.writeText(words).then(() => toast(way.dataset.done, "ok"), () => toast(way.dataset.failed));
    } else form?.dispatchEvent(new CustomEvent("composer:quote", { detail: { mode: way.dataset.way, words } }));
  }, { signal });
}
