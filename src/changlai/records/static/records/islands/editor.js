// A cell that is changed in its place: the hand is in it at once. Enter keeps it, Escape leaves it as it was, Tab keeps
// it and goes on to the next one; a choice made by hand is kept at once.
const said = (form) => new URLSearchParams(new FormData(form)).toString();

export default function editor(form) {
  const field = form.querySelector("input:not([type=hidden]), select");
  const before = said(form);
  let isByHand = false;
  const leave = () => form.querySelector("[data-cancel]").click();
  field?.focus();
  field?.select?.();
  form.addEventListener("pointerdown", () => {
    isByHand = true;
  });
  form.addEventListener("keydown", (event) => {
    isByHand = false;
    if (event.key === "Escape") {
      event.stopPropagation();
      leave();
    } else if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Tab" && event.target === field) {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("cellLeft", { bubbles: true, detail: { step: event.shiftKey ? -1 : 1 } }));
      if (said(form) === before) leave();
      else form.requestSubmit();
    }
  });
  if (field?.matches("select:not([multiple])")) {
    field.addEventListener("change", () => isByHand && form.requestSubmit());
  }
}
