// The list's rows: the most urgent first, as inbox/queries.page orders them.

import { enliven } from "./server.js";

/** Whether row a stands above row b: who waits first, the longest first; then the latest first. */
export function precedes(a, b) {
  const [rankA, rankB] = [Number(a.dataset.rank), Number(b.dataset.rank)];
  if (rankA !== rankB) return rankA < rankB;
  const [momentA, momentB] = [Number(a.dataset.moment), Number(b.dataset.moment)];
  const [idA, idB] = [Number(a.dataset.row), Number(b.dataset.row)];
  if (momentA !== momentB) return rankA === 0 ? momentA < momentB : momentA > momentB;
  return rankA === 0 ? idA < idB : idA > idB;
}

/** All rows in a list, or in a fragment of one. */
export function rows(list) {
  return [...list.children].filter((child) => child.matches("[data-row]"));
}

/**
 * Bring fresh rows to their places. `ids` (numbers) have changed; those without a row have left this tab. A row that
 * belongs below the last one loaded stays away while there are more pages: it comes with its page.
 */
export function place(list, ids, fresh) {
  const arrived = new Map(fresh.map((row) => [row.dataset.row, row]));
  for (const id of ids) {
    const here = list.querySelector(`:scope > #row-${id}`);
    const row = arrived.get(String(id));
    if (!row) leave(here);
    else insert(list, row, here);
  }
  const none = list.querySelector(".cl-convs-none");
  if (none) none.hidden = rows(list).length > 0;
}

function insert(list, row, here) {
  const others = rows(list).filter((other) => other !== here);
  const next = others.find((other) => precedes(row, other)) ?? null;
  const more = list.querySelector(":scope > #rows-more");
  if (!next && more && !here) return;
  const hadFocus = here !== null && here === document.activeElement;
  const stands = here !== null && nextRow(here) === next;
  if (stands) here.replaceWith(row);
  else {
    here?.remove();
    if (next) next.before(row);
    else if (others.length) others.at(-1).after(row);
    else list.prepend(row);
  }
  enliven(row);
  if (hadFocus) row.focus({ preventScroll: true });
}

/** A row goes; when it had the focus, the one below goes on with it, else the one above, else the tabs. */
function leave(here) {
  const heir = here === document.activeElement ? (nextRow(here) ?? here.previousElementSibling ?? document.querySelector("#tabs [aria-current]")) : null;
  here?.remove();
  heir?.focus({ preventScroll: true });
}

function nextRow(row) {
  return row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : null;
}

/** A page that was loaded may repeat rows that have moved up since: the one further up stays. */
export function dropRepeated(list) {
  const seen = new Set();
  for (const row of rows(list)) {
    if (seen.has(row.dataset.row)) row.remove();
    seen.add(row.dataset.row);
  }
}
