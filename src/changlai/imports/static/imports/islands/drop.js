// The place to drop a table: what is dropped or chosen is sent at once.
export default function drop(form) {
  const field = form.querySelector("input[type=file]");
  const said = form.querySelector(".import-chosen");
  const pick = form.querySelector(".import-pick");

  const send = () => {
    if (!field.files.length) return;
    said.textContent = said.dataset.text.replace("%s", field.files[0].name);
    said.hidden = false;
    pick.hidden = true;
    form.submit();
  };
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  };
  const away = () => form.classList.remove("is-over");
  const dropped = (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    away();
    field.files = event.dataTransfer.files;
    send();
  };

  field.addEventListener("change", send);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", away);
  document.addEventListener("drop", dropped);
  return () => {
    document.removeEventListener("dragover", over);
    document.removeEventListener("dragleave", away);
    document.removeEventListener("drop", dropped);
  };
}
