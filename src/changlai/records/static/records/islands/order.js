// Lines put into an order by hand: carried by their grip, or moved with the arrow keys. The form sends them as they stand.
export default function order(form) {
  const list = form.querySelector("[data-things]");
  let carried = null;
  list.addEventListener("dragstart", (event) => {
    carried = event.target.closest("[data-thing]");
    event.dataTransfer.effectAllowed = "move";
    carried.classList.add("is-carried");
  });
  list.addEventListener("dragover", (event) => {
    const place = event.target.closest("[data-thing]");
    event.preventDefault();
    if (!carried || !place || place === carried) return;
    const { top, height } = place.getBoundingClientRect();
    place[event.clientY < top + height / 2 ? "before" : "after"](carried);
  });
  list.addEventListener("dragend", () => {
    carried?.classList.remove("is-carried");
    carried = null;
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const grip = event.target.closest("[data-grip]");
    if (!grip || !step) return;
    event.preventDefault();
    const thing = grip.closest("[data-thing]");
    const other = step < 0 ? thing.previousElementSibling : thing.nextElementSibling;
    other?.[step < 0 ? "before" : "after"](thing);
    grip.focus();
  });
  const find = form.querySelector("[data-find]");
  find?.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const one of form.querySelectorAll("[data-name]")) one.hidden = !one.dataset.name.includes(wanted);
  });
  find?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
