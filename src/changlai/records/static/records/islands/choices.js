// Many choices to tick, with a search field above them.
export default function choices(root) {
  const find = root.querySelector("[data-find]");
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const group of root.querySelectorAll("[data-group]")) {
      const all = [...group.querySelectorAll("[data-name]")];
      for (const one of all) one.hidden = !one.dataset.name.includes(wanted);
      group.hidden = all.every((one) => one.hidden);
    }
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    root.querySelector("[data-group]:not([hidden]) [data-name]:not([hidden]) input")?.click();
  });
}
