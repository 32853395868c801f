// A list whose rows open in a drawer: a plain click looks, Enter or a click with a key goes to the page. Place is kept.
export default function peek(list) {
  const open = (event) => {
    const link = event.target.closest("a[data-peek]");
    const isPlain = event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || matchMedia("(max-width: 767.98px)").matches) return;
    event.preventDefault();
    htmx.ajax("GET", link.dataset.peek, { target: "#drawer", swap: "innerHTML" });
  };
  list.addEventListener("click", open);
  return () => list.removeEventListener("click", open);
}
