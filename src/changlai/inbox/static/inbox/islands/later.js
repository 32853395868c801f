// The menu "send later" in the composer: hands what is written to the composer together with the moment, so that text
// and files go the same way as an answer sent at once. Without this script the buttons send the form themselves.

export default function later(menu) {
  const ending = new AbortController();
  menu.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-moment]");
    if (!choice) return;
    event.preventDefault();
    const own = menu.querySelector("[data-moment-own]");
    const at = choice.dataset.moment === "own" ? own.value : choice.value;
    if (!at) return own.focus();
    const box = menu.closest("details");
    box.querySelector("summary").focus(); // what is hidden cannot keep the focus
    box.open = false;
    menu.closest("form").dispatchEvent(new CustomEvent("composer:send", { detail: { send_at: at } }));
  }, { signal: ending.signal });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-moment-own]")) return;
    event.preventDefault();
    menu.querySelector("[data-moment=own]").click();
  }, { signal: ending.signal });
  return () => ending.abort();
}
