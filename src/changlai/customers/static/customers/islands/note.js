// A note: its textarea grows, @ offers colleagues by any part of their name, files are named before they are sent.
const MOST = 8;
const SIGN = /@([^\s@]{0,20})$/;

export default function note(form) {
  const area = form.querySelector("textarea");
  const list = form.querySelector("[data-colleagues]");
  const names = [...list.children].map((option) => option.dataset.name);
  const files = form.querySelector("[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  let found = [];
  let at = 0;

  const close = () => { list.hidden = true; found = []; };
  const draw = () => {
    for (const option of list.children) {
      const place = found.indexOf(option.dataset.name);
      option.hidden = place < 0;
      option.classList.toggle("is-on", place === at);
    }
    list.hidden = found.length === 0;
  };
  const look = () => {
    const sign = SIGN.exec(area.value.slice(0, area.selectionStart));
    found = sign ? names.filter((name) => name.toLowerCase().includes(sign[1].toLowerCase())).slice(0, MOST) : [];
    at = 0;
    draw();
  };
  const take = (name) => {
    const before = area.value.slice(0, area.selectionStart).replace(SIGN, `@${name} `);
    area.value = before + area.value.slice(area.selectionStart);
    area.setSelectionRange(before.length, before.length);
    close();
    area.focus();
  };
  const press = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + found.length) % found.length;
    else if (event.key === "Enter" || event.key === "Tab") take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    draw();
  };

  area.addEventListener("input", look);
  area.addEventListener("keydown", press);
  area.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-name]");
    if (!option) return;
    event.preventDefault();
    take(option.dataset.name);
  });
  files?.addEventListener("change", () => {
    chosen.textContent = [...files.files].map((file) => file.name).join(", ");
  });
}
