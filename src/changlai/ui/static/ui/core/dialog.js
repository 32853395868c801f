// <dialog id="dialog"> and "drawer": htmx puts a fragment into one, and it opens; an empty one closes. Esc, a click beside
// it, [data-close] and HX-Trigger: closeDialog close it too. The focus goes back to where it came from by itself.
import { openModal } from "./focus.js";

const IDS = ["dialog", "drawer"];

export function watchDialogs() {
  const boxes = IDS.map((id) => document.getElementById(id)).filter(Boolean);
  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (!boxes.includes(target)) return;
    const isEmpty = target.textContent.trim() === "";
    if (isEmpty) target.close();
    else if (!target.open) {
      openModal(target);
      begin(target);
    }
  });
  document.addEventListener("closeDialog", () => boxes.forEach((box) => box.open && box.close()));
  for (const box of document.querySelectorAll("dialog")) {
    box.addEventListener("click", (event) => {
      const way = event.target.closest("[data-close]");
      if (way && (event.metaKey || event.ctrlKey)) return;
      if (way) event.preventDefault(); // a link leads away only where its page stands alone
      if (way || isBeside(box, event)) box.close();
    });
  }
  boxes.forEach((box) => box.addEventListener("close", () => box.replaceChildren()));
}

/** Browsers put the focus on the first button, which closes it: a field is what somebody came for. */
function begin(box) {
  if (!document.activeElement?.matches("[data-close]") || matchMedia("(pointer: coarse)").matches) return;
  box.querySelector(".cl-dialog-main :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)")?.focus();
}

function isBeside(box, event) {
  if (event.target !== box || event.detail === 0) return false;
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}
