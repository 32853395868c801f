// A small panel of the signs people use with customers; the last ones used stand first, in the memory of this page.

const GROUPS = [
  "😊😄😁😂🤣😍🥰😘😉🙂😇🤗🤝👍👏🙏💪👌✌️👋🤞🫡😎🤔😅😓😢😭😳😱😤😴🤒🥳",
  "🌹💐🌸🎉🎊🎁🎂🍵☕🍻❤️💕💯⭐✨🔥🌞🌈🧧🏮🎄",
  "📦🚚🏠🛋️🛏️🪑🛒💰💳🧾📞📱📷🎥📍📅⏰✅❌❗❓💡🔧📝👉👇",
];
const RECENT = [];
const MOST = 12;

/** Opens and closes the panel of `button` in the composer; `put(sign)` writes one. */
export function emojiPanel(form, button, { label, put, signal }) {
  const panel = Object.assign(document.createElement("div"), { className: "cl-pick cl-emoji", hidden: true });
  panel.setAttribute("role", "group");
  panel.ariaLabel = label;
  form.querySelector("textarea").before(panel);

  const draw = () => {
    const rows = [RECENT, ...GROUPS.map((signs) => [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(signs)].map(({ segment }) => segment))];
    panel.replaceChildren(...rows.filter((signs) => signs.length).map((signs) => {
      const row = document.createElement("div");
      row.append(...signs.map((sign) => Object.assign(document.createElement("button"), { type: "button", textContent: sign })));
      return row;
    }));
  };
  const show = (isOpen) => {
    if (isOpen) draw();
    panel.hidden = !isOpen;
    button.ariaExpanded = String(isOpen);
    if (isOpen) panel.querySelector("button").focus();
  };

  button.addEventListener("click", () => show(panel.hidden), { signal });
  panel.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    const sign = target.textContent;
    RECENT.splice(0, RECENT.length, ...[sign, ...RECENT.filter((one) => one !== sign)].slice(0, MOST));
    show(false);
    put(sign);
  }, { signal });
  panel.addEventListener("keydown", (event) => {
    const signs = [...panel.querySelectorAll("button")];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (event.key === "Escape") {
      show(false);
      form.querySelector("textarea").focus();
    } else if (step) signs[Math.min(Math.max(signs.indexOf(document.activeElement) + step, 0), signs.length - 1)].focus();
    else return;
    event.preventDefault();
  }, { signal });
  document.addEventListener("click", ({ target }) => {
    if (!panel.hidden && !panel.contains(target) && !button.contains(target)) show(false);
  }, { signal });
}
