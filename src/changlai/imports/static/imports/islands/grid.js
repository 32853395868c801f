// A cell of the grid is mended in its place: click or Enter opens it, Enter or leaving it sends, Escape leaves it as it was.
export default function grid(box) {
  const open = (cell) => {
    if (cell.querySelector("input")) return;
    const before = cell.textContent;
    const field = document.createElement("input");
    field.className = "form-control";
    field.value = before;
    field.setAttribute("aria-label", cell.title);
    cell.replaceChildren(field);
    field.focus();
    field.select();
    let isOver = false;
    const end = (isKept) => {
      if (isOver) return;
      isOver = true;
      const row = cell.closest("tbody");
      if (!isKept || field.value === before) {
        cell.textContent = before;
        return;
      }
      const view = box.querySelector("#import-view")?.value ?? "";
      const shown = box.querySelector("#import-shown")?.value ?? "";
      window.htmx.ajax("POST", row.dataset.mend, {
        source: row, target: row, swap: "outerHTML", values: { place: cell.dataset.place, text: field.value, view, shown },
      });
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
      event.stopPropagation();
    });
    field.addEventListener("blur", () => end(true));
  };

  box.addEventListener("click", (event) => {
    const cell = event.target.closest("tbody[data-mend] td[data-place]");
    if (cell) open(cell);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("td[data-place]")) {
      event.preventDefault();
      open(event.target);
    }
  });
}
