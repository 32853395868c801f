// The queue of possible duplicates by keys: M merges, D says different people, of the pair that has the focus (or the
// first one). J and K walk by themselves; the focus goes on to the next pair.
const KEYS = new Set(["m", "d"]);

export default function pairs(list) {
  const press = (event) => {
    const key = event.key.toLowerCase();
    if (!KEYS.has(key) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
    const row = document.activeElement.closest(".customer-pair") ?? list.querySelector(".customer-pair:not(.is-done)");
    const button = row?.querySelector(`[data-pair="${key}"]`);
    if (!button) return;
    event.preventDefault();
    row.nextElementSibling?.querySelector("a, button")?.focus();
    button.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
