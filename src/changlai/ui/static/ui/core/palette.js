// Command palette, Ctrl/Cmd+K: commands of this page (data-command) first, then what the server finds, with the arrows.
import { openModal } from "./focus.js";
import { label, visible } from "./shortcuts.js";

const WAIT = 140; // milliseconds after the last key

export function watchPalette() {
  const box = document.getElementById("palette");
  if (!box) return;
  const input = box.querySelector("input");
  const list = box.querySelector("#palette-list");
  let asked = 0, timer;

  const open = () => {
    if (box.open) return box.close();
    input.value = "";
    openModal(box);
    fill();
  };
  const fill = async () => {
    const turn = ++asked;
    const found = commands(input.value, list.dataset.head);
    const answer = await fetch(`${box.dataset.url}?q=${encodeURIComponent(input.value)}`, {
      headers: { "HX-Request": "true" },
    }).catch(() => null); // without a connection the commands of the page are still here
    if (turn !== asked) return; // a later question was faster
    if (answer?.status === 401) return location.reload();
    const parts = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").body : null;
    list.replaceChildren(...found, ...(parts && !(found.length && parts.querySelector(".cl-palette-none")) ? parts.childNodes : []));
    choose(0);
  };
  const items = () => [...list.querySelectorAll("[role=option]")];
  const choose = (index) => {
    const all = items();
    all.forEach((item, n) => { item.ariaSelected = String(n === index); item.id = `palette-${n}`; });
    all[index]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all.length ? `palette-${index}` : "");
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-palette]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(fill, WAIT); });
  input.addEventListener("keydown", (event) => {
    const all = items();
    const now = all.findIndex((item) => item.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (all.length) choose((now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      all[now]?.click();
    }
  });
  list.addEventListener("mousemove", ({ target }) => {
    const item = target.closest("[role=option]");
    if (item && item.ariaSelected !== "true") choose(items().indexOf(item));
  });
  list.addEventListener("click", ({ target }) => {
    if (target.closest("form")) return;
    if (target.closest("[data-hit]")) note(box.dataset.recent, input.value);
    box.close();
  });
}

// What led to a hit is offered again the next time.
function note(url, text) {
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  fetch(url, { method: "POST", body: new URLSearchParams({ q: text }), keepalive: true, headers: { "X-CSRFToken": csrf } }).catch(() => {});
}

function commands(text, head) {
  const wanted = text.trim().toLowerCase();
  const fitting = visible("[data-command]").filter((element) => label(element).toLowerCase().includes(wanted));
  if (fitting.length === 0) return [];
  const title = Object.assign(document.createElement("div"), { className: "cl-palette-head", textContent: head });
  return [title, ...fitting.map(command)];
}

function command(element) {
  const item = Object.assign(document.createElement("div"), { className: "cl-palette-item", role: "option" });
  const drawing = element.querySelector("svg")?.cloneNode(true);
  const words = Object.assign(document.createElement("span"), { className: "cl-cut", textContent: label(element) });
  item.append(...(drawing ? [drawing] : []), words);
  if (element.dataset.key) {
    item.append(Object.assign(document.createElement("span"), { className: "cl-s cl-kbd", textContent: element.dataset.key.toUpperCase() }));
  }
  item.addEventListener("click", () => setTimeout(() => element.click()));
  return item;
}
