// Ticking rows: the box in the head ticks all; buttons for ticked rows wait until one is; the other one ticks none.
export default function ticks(form) {
  const rows = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-all]");
  const show = () => {
    const chosen = rows().filter((box) => box.checked).length;
    for (const button of form.querySelectorAll("[data-ticked]")) button.disabled = chosen === 0;
    if (!all) return;
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  form.addEventListener("change", ({ target }) => {
    if (target === all) for (const box of rows()) box.checked = all.checked;
    show();
  });
  form.querySelector("[data-since]")?.addEventListener("click", () => {
    for (const box of rows()) box.checked = false;
    show();
  });
  show();
}
