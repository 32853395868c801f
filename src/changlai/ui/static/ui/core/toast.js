// Toasts: toast({tone, text}) here, or {"toast": {"tone": "ok", "text": "..."}} in an answer's HX-Trigger header.
const STAY = { ok: 4000, info: 5000, warn: 8000, bad: 10000 }; // milliseconds
const MOST = 4;

export function toast({ text, tone = "info" }) {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const box = document.createElement("div");
  box.className = `cl-toast is-${tone}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.ariaLabel = document.body.dataset.textClose;
  close.append(drawing("close"));
  close.addEventListener("click", () => box.remove());
  box.append(drawing(tone), words, close);
  region.append(box);
  while (region.children.length > MOST) region.firstElementChild.remove();
  leave(box, STAY[tone] ?? STAY.info);
}

export function watchToasts() {
  document.addEventListener("toast", (event) => toast(event.detail));
}

// goes by itself, unless somebody is reading it
function leave(box, wait) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? leave(box, wait) : box.remove()), wait);
}

function drawing(tone) {
  const icons = document.getElementById("toast-icons").content;
  const found = icons.querySelector(`[data-tone="${CSS.escape(tone)}"] svg`) ?? icons.querySelector("svg");
  return found.cloneNode(true);
}
