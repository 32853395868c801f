// The widget beside its settings, as they stand in the form: told again with every change, nothing is stored.
const FIELDS = ["color", "position", "bottom", "language", "title", "intro", "greeting", "away", "label", "privacy_url"];
const FLAGS = ["allows_files", "asks_contact"];

export default function preview(box) {
  const frame = box.querySelector("iframe");
  const away = box.querySelector("[data-away]");
  const form = box.closest("form");

  function show() {
    const look = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
    for (const name of FLAGS) look[name] = Boolean(form.elements[name]?.checked);
    if (!look.language) look.language = document.documentElement.lang;
    frame.contentWindow?.postMessage({ changlai: "preview", look, isAway: away.checked }, location.origin);
  }

  function heard(event) {
    if (event.source === frame.contentWindow && event.data?.changlai === "ready") show();
  }

  addEventListener("message", heard);
  form.addEventListener("input", show);
  away.addEventListener("change", show);
  frame.addEventListener("load", show);
  show();
  return () => removeEventListener("message", heard);
}
