// A field's form shows only what its kind has: [data-for] names the kinds.
export default function definition(root) {
  const kind = root.querySelector("[name=kind]");
  if (!kind) return;
  const fit = () => {
    for (const part of root.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind.value);
  };
  kind.addEventListener("change", fit);
  fit();
}
