// Variables of a script are put in where the cursor stands.
export default function script(form) {
  const area = form.querySelector("textarea");
  form.addEventListener("click", ({ target }) => {
    const words = target.closest("[data-variable]")?.dataset.variable;
    if (!words) return;
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}
