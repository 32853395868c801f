// Runs before the first paint, only when the theme follows the system: no flash of the wrong one.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (document.documentElement.dataset.theme === "auto") {
      document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
    }
  };
  follow();
  dark.addEventListener("change", follow);
})();
