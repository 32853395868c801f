// A search field above many colleagues.
export default function choices(root) {
  const field = root.querySelector("[data-find]");
  const find = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const choice of root.querySelectorAll("[data-name]")) choice.hidden = !choice.dataset.name.includes(wanted);
  };
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    root.querySelector("[data-name]:not([hidden])")?.click();
  });
  field.focus();
}
