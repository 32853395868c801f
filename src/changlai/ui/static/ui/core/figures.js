// A figure that stands in several places, such as in the side bar and in a phone's bar: one of them asks the server, and
// the others (data-figure, the same address) show what it was told.
export function watchFigures() {
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    const { figure } = target.dataset;
    if (!figure) return;
    for (const other of document.querySelectorAll(`[data-figure="${CSS.escape(figure)}"]`)) {
      if (other !== target) other.textContent = target.textContent;
    }
  });
}
