// Menus are <details data-menu>: they open without us. We close them, move with the arrows and keep them on the screen.
export function watchMenus() {
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.("details[data-menu]")) return;
    if (target.open) { closeOthers(target); place(target); }
  }, true);
  document.addEventListener("click", ({ target }) => {
    closeOthers(target.closest?.("details[data-menu]"));
    const item = target.closest?.(".cl-menu-item");
    const menu = item && !item.matches("[data-stay]") ? item.closest("details[data-menu]") : null;
    if (menu) setTimeout(() => shut(menu)); // the form goes first: htmx forgets its button when the focus leaves it
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusout", ({ target, relatedTarget: next }) => {
    const menu = target.closest?.("details[data-menu][open]");
    if (menu && next && !menu.contains(next) && !next.closest("dialog")) menu.open = false;
  });
}

function closeOthers(kept) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== kept && !menu.contains(kept)) menu.open = false;
  }
}

/** What is hidden cannot keep the focus: whoever opened the menu has it again. */
function shut(menu) {
  if (!menu) return;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  menu.open = false;
}

function onKey(event) {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    event.preventDefault();
    shut(menu);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const items = [...menu.querySelectorAll(".cl-menu-item:not([disabled])")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const now = items.indexOf(document.activeElement);
    items[(now + step + items.length) % items.length]?.focus();
  }
}

function place(menu) {
  const list = menu.querySelector(".cl-menu-list");
  menu.classList.remove("is-flipped");
  list.style.translate = "";
  const box = list.getBoundingClientRect();
  if (box.left < 8) menu.classList.add("is-left");
  if (box.bottom > innerHeight - 8 && box.height < menu.getBoundingClientRect().top) menu.classList.add("is-up");
  const over = list.getBoundingClientRect().right - (innerWidth - 8);
  if (over > 0) list.style.translate = `${-over}px`;
}
