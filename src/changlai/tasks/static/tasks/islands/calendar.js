// Tasks of a calendar are carried to other days: [data-move] is the address that takes the day, [data-day] the days. By
// pointer, or with the arrow keys while a task has the focus. The day is sent at once; the calendar is drawn anew.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let carriedLast = null; // whose focus comes back once the calendar is drawn anew

export default function calendar(grid) {
  let carried = null;
  const days = [...grid.querySelectorAll("[data-day]")];

  const send = (slip, day) => {
    if (slip.closest("[data-day]") === day) return;
    carriedLast = slip.dataset.task;
    day.append(slip);
    htmx.ajax("POST", slip.dataset.move, { source: slip, target: slip, swap: "none", values: { day: day.dataset.day } });
  };
  const start = (event) => {
    carried = event.target.closest("[data-move]");
    if (!carried) return;
    event.dataTransfer.effectAllowed = "move";
    carried.classList.add("is-carried");
  };
  const over = (event) => {
    const day = carried && event.target.closest("[data-day]");
    for (const one of days) one.classList.toggle("is-over", one === day);
    if (day) event.preventDefault();
  };
  const drop = (event) => {
    const day = carried && event.target.closest("[data-day]");
    if (!day) return;
    event.preventDefault();
    send(carried, day);
  };
  const end = () => {
    carried?.classList.remove("is-carried");
    for (const one of days) one.classList.remove("is-over");
    carried = null;
  };
  const press = (event) => {
    const slip = event.target.closest("[data-move]");
    const step = STEPS[event.key];
    if (!slip || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const day = days[days.indexOf(slip.closest("[data-day]")) + step];
    if (day) send(slip, day);
  };

  grid.addEventListener("dragstart", start);
  grid.addEventListener("dragover", over);
  grid.addEventListener("drop", drop);
  grid.addEventListener("dragend", end);
  grid.addEventListener("keydown", press);
  for (const slip of grid.querySelectorAll("[data-move]")) slip.setAttribute("aria-description", grid.dataset.help);
  if (carriedLast) grid.querySelector(`[data-task="${CSS.escape(carriedLast)}"]`)?.focus();
  carriedLast = null;
}
