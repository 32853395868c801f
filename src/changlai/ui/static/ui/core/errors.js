// What htmx met: a session that ended, an answer that failed, a server that is away; and a line while something is long.
import { toast } from "./toast.js";

const SIGNED_OUT = 401;

export function followErrors() {
  const words = document.body.dataset;
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    if (xhr.status === SIGNED_OUT) return location.reload(); // the page itself leads to the sign-in
    if (!xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) toast({ tone: "bad", text: words.textBroken });
  });
  document.addEventListener("htmx:sendError", () => toast({ tone: "bad", text: words.textOffline }));
  document.addEventListener("htmx:timeout", () => toast({ tone: "bad", text: words.textOffline }));
  watchBusy();
}

function watchBusy() {
  let running = 0;
  const show = () => document.body.classList.toggle("is-busy", running > 0);
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "get" && detail.requestConfig.triggeringEvent?.type?.startsWith("live:")) return;
    running += 1;
    detail.xhr.addEventListener("loadend", () => { running -= 1; show(); }, { once: true });
    show();
  });
}
