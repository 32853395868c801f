// The choice of tags: a search field above them, and one tag at most in an exclusive group.
export default function choice(root) {
  const field = root.querySelector("[data-find]");
  const find = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const group of root.querySelectorAll("[data-group]")) {
      const picks = [...group.querySelectorAll("[data-name]")];
      for (const pick of picks) pick.hidden = !pick.dataset.name.includes(wanted);
      group.hidden = picks.every((pick) => pick.hidden);
    }
  };
  field?.addEventListener("input", find);
  if (field?.value) find(); // somebody was faster than we
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (field.value.trim()) root.querySelector("[data-group]:not([hidden]) [data-name]:not([hidden]) input")?.click();
  });
  root.addEventListener("change", ({ target }) => {
    const group = target.closest("[data-exclusive]");
    if (!group?.dataset.exclusive || !target.checked) return;
    for (const other of group.querySelectorAll("input:checked")) if (other !== target) other.checked = false;
  });
}
