// Theme and folded side bar change at once; the form is sent behind it, so that the next page agrees.
export function watchPreferences() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const { name, value } = submitter ?? {};
    if (name !== "theme" && name !== "navigation") return;
    event.preventDefault();
    const choice = new FormData(form, submitter);
    if (name === "theme") wear(value);
    else fold(value, submitter);
    fetch(form.action, { method: "POST", body: choice, headers: { "X-Requested-With": "fetch" } });
  });
}

function wear(theme) {
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  Object.assign(document.documentElement.dataset, { theme, bsTheme: dark ? "dark" : "light" });
  for (const other of document.querySelectorAll("[data-theme-choice]")) { // in the menu, and on the profile page
    const isChosen = other.dataset.themeChoice === theme;
    if (other.ariaPressed !== null) other.ariaPressed = String(isChosen);
    else other.classList.toggle("is-on", isChosen);
  }
}

function fold(width, button) {
  document.getElementById("app").dataset.nav = width;
  button.value = width === "slim" ? "wide" : "slim";
}
