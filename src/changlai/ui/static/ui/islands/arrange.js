// Things that are put into an order by hand: [data-id] within a form whose field "ids" tells their order when it is sent.
// A [data-grip] carries its thing, by pointer or with the arrow keys. Within it, [data-inner] of a [data-arrange-within]
// are carried by themselves, and their order goes to that address.
export default function arrange(form) {
  let carried = null;
  const things = () => [...form.querySelectorAll("[data-id]")];

  const send = () => {
    form.elements.ids.value = things().map((thing) => thing.dataset.id).join();
    form.requestSubmit();
  };
  const sendInner = (box) => {
    const ids = [...box.querySelectorAll("[data-inner]")].map((one) => one.dataset.inner).join();
    const [target, swap] = [form.getAttribute("hx-target"), form.getAttribute("hx-swap")];
    htmx.ajax("POST", box.dataset.arrangeWithin, { source: box, target, swap, values: { ids } });
  };

  const press = (event) => {
    const grip = event.target.closest("[data-grip]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !step) return;
    event.preventDefault();
    const thing = grip.closest("[data-id]");
    const all = things();
    const other = all[all.indexOf(thing) + step];
    if (!other) return;
    other[step < 0 ? "before" : "after"](thing);
    grip.focus();
    send();
  };
  const grab = ({ target }) => {
    const thing = target.closest("[data-grip]")?.closest("[data-id]");
    if (thing) thing.draggable = true;
  };
  const start = (event) => {
    carried = event.target.closest("[data-inner], [data-id]");
    carried?.classList.add("is-carried");
    event.dataTransfer.effectAllowed = "move";
  };
  const over = (event) => {
    if (!carried) return;
    const inner = carried.dataset.inner !== undefined;
    const place = event.target.closest(inner ? "[data-inner]" : "[data-id]");
    const isBeside = place && place !== carried && place.parentElement === carried.parentElement;
    event.preventDefault();
    if (!isBeside) return;
    const { left, top, width, height } = place.getBoundingClientRect();
    const isBefore = inner ? event.clientX < left + width / 2 : event.clientY < top + height / 2;
    place[isBefore ? "before" : "after"](carried);
  };
  const end = () => {
    if (!carried) return;
    const thing = carried;
    carried = null;
    thing.classList.remove("is-carried");
    if (thing.dataset.inner === undefined) {
      thing.draggable = false;
      send();
    } else sendInner(thing.closest("[data-arrange-within]"));
  };

  form.addEventListener("keydown", press);
  form.addEventListener("pointerdown", grab);
  form.addEventListener("dragstart", start);
  form.addEventListener("dragover", over);
  form.addEventListener("dragend", end);
}
