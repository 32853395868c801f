// What htmx replaces may hold the focus: it goes to the same control of the new markup, else to what was replaced, so
// that whoever works with keys goes on from there and not from the top of the page.
const CONTROLS = "a[href], button, summary, input:not([type=hidden]), select, textarea";

export function watchFocus() {
  const kept = new WeakMap(); // by request
  document.addEventListener("htmx:beforeSwap", ({ detail: { xhr, target } }) => kept.set(xhr, keepFocus(target)));
  document.addEventListener("htmx:afterSwap", ({ detail: { xhr } }) => kept.get(xhr)?.());
}

/** Opens a dialog. What had the focus has it again when it closes, even when it was drawn anew meanwhile. */
export function openModal(box) {
  const { id } = document.activeElement;
  box.showModal();
  box.addEventListener("close", () => {
    const focus = document.activeElement;
    if (focus !== document.body && !box.contains(focus)) return; // its old place was still there
    const heir = (id && document.getElementById(id)) || document.getElementById("page");
    heir?.focus({ preventScroll: true });
  }, { once: true });
}

/** Remembers what has the focus in `place`; the answer gives it back when the markup has changed. */
export function keepFocus(place) {
  const focus = document.activeElement;
  if (!place.contains(focus) || focus === place) return () => {};
  const home = place.parentElement?.closest("[id]");
  const { id } = focus;
  const key = focus.closest("[data-key]")?.dataset.key;
  const said = words(focus);
  const alike = (control) => control.tagName === focus.tagName && words(control) === said;
  return () => {
    if (document.activeElement !== document.body) return; // somebody has it
    const fresh = place.isConnected ? place : (document.getElementById(place.id) ?? home);
    if (!fresh?.isConnected || !fresh.checkVisibility()) return;
    const controls = [...fresh.querySelectorAll(CONTROLS)].filter((control) => !control.disabled && control.checkVisibility());
    const keyed = key && fresh.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const heir =
      fresh.querySelector("[autofocus]") ?? (id ? document.getElementById(id) : null) ??
      controls.find(alike) ?? (keyed ? (keyed.querySelector("summary") ?? keyed) : null);
    if (heir) heir.focus({ preventScroll: true });
    else land(fresh, controls);
  };
}

/** A dialog goes on at its last button, which is what is done next; anything else at its beginning. */
function land(place, controls) {
  if (place.matches("dialog")) return controls.at(-1)?.focus();
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  return place.focus({ preventScroll: true });
}

/** What a control says, but for its figures. */
function words(control) {
  return (control.ariaLabel || control.name || control.textContent).replace(/[0-9+]+/g, "").trim();
}
