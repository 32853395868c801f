// Small help in forms: showing a secret, the names of chosen files, and a form that is sent once.
export function watchFields() {
  const showReveal = (root) => root.querySelectorAll("[data-reveal]").forEach((button) => { button.hidden = false; });
  showReveal(document);
  document.addEventListener("htmx:load", ({ target }) => showReveal(target));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-reveal]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    button.classList.toggle("is-on", !isShown);
    button.ariaPressed = String(!isShown);
    input.focus();
  });
  document.addEventListener("change", ({ target }) => {
    const place = target.closest?.(".cl-pickfile")?.querySelector("[data-none]");
    if (place) place.textContent = [...target.files].map(({ name }) => name).join(", ") || place.dataset.none;
  });
  // a second click on a plain form's button while the first is under way would send it twice
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}
