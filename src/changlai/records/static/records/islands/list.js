// A list of records: rows are selected (click, Shift click, Space), opened in a drawer, changed in their place (E), and
// deeds are done to what is selected, or to all results.
const KEYS_OFF = "input:not([type=checkbox]), textarea, select, dialog[open], dialog[open] *";

export default function list(root) {
  const chosen = new Set();
  let isAll = false;
  let total = "";
  let last = null;
  let next = null; // the cell the hand goes to once this one is kept: a record and a path
  let here = null; // the record whose cell was changed last
  const stop = new AbortController();
  const { signal } = stop;
  const bar = root.querySelector("[data-bar]");
  const picks = () => [...root.querySelectorAll("[data-pick]")];
  const said = (text, count) => text.replace("{count}", count);

  const draw = () => {
    if (!bar) return;
    for (const pick of picks()) {
      pick.checked = isAll || chosen.has(pick.value);
      pick.closest("tr").classList.toggle("is-sel", pick.checked);
    }
    const all = picks();
    const page = root.querySelector("[data-page]");
    if (page) {
      page.checked = all.length > 0 && all.every((pick) => pick.checked);
      page.indeterminate = !page.checked && all.some((pick) => pick.checked);
    }
    bar.hidden = !isAll && chosen.size === 0;
    bar.querySelector("[data-said]").textContent = isAll ? said(root.dataset.textAll, total) : said(root.dataset.textSome, chosen.size);
    const body = root.querySelector("#records-body");
    const everything = bar.querySelector("[data-everything]");
    everything.hidden = isAll || "broken" in root.dataset || !page?.checked || body?.dataset.amount === String(chosen.size);
  };
  const set = (pick, isOn) => {
    if (isAll) {
      isAll = false;
      picks().forEach(({ value }) => chosen.add(value));
    }
    if (isOn) chosen.add(pick.value);
    else chosen.delete(pick.value);
  };
  const pickTo = (pick, isRange) => {
    const all = picks();
    const [from, to] = [all.indexOf(last), all.indexOf(pick)];
    const range = isRange && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [pick];
    range.forEach((one) => set(one, pick.checked));
    last = pick;
  };
  const clear = () => {
    chosen.clear();
    isAll = false;
    draw();
  };
  const query = () => {
    const here = new URLSearchParams(root.dataset.query);
    const typed = root.querySelector("#records-find")?.value;
    if (typed) here.set("q", typed);
    else here.delete("q");
    return here;
  };
  const everything = async () => {
    const answer = await fetch(`${root.dataset.countUrl}?${query()}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    total = (await answer.json()).shown;
    isAll = true;
    draw();
  };
  const ask = (deed) => {
    const wanted = query();
    wanted.set("deed", deed);
    if (isAll) wanted.set("all", "1");
    else wanted.set("ids", [...chosen].join(","));
    htmx.ajax("GET", `${root.dataset.bulkUrl}?${wanted}`, { target: "#dialog", swap: "innerHTML" });
  };
  const edit = (cell) => {
    if (!cell?.matches(".can-edit")) return;
    here = cell.closest("tr").dataset.id;
    const { cells, rest } = cell.closest("table").dataset;
    const address = cells.replace("/0/cells/-/", `/${here}/cells/${cell.dataset.path}/`);
    htmx.ajax("GET", cell.matches(".is-name") ? address + rest : address, { target: cell, swap: "outerHTML" });
  };
  const cellOf = (place) => root.querySelector(`tr[data-id="${place.id}"] > td[data-path="${CSS.escape(place.path)}"]`);
  const placeOf = (cell) => ({ id: cell.closest("tr").dataset.id, path: cell.dataset.path });
  // After a cell was kept: on to the next one, or the hand back to its row. With an error it stays where it is.
  const goOn = () => {
    if (root.querySelector("td.is-editing")) {
      if (root.querySelector("td.is-editing [role=alert]")) next = null;
      return;
    }
    const wanted = next && cellOf(next);
    next = null;
    if (wanted) edit(wanted);
    else if (here && document.activeElement.matches("body, #records-body")) { // it fell there when its cell went
      root.querySelector(`tr[data-id="${here}"] td.is-name a`)?.focus();
      here = null;
    }
  };

  const peek = (event) => {
    const link = event.target.closest("a[data-peek]");
    const isPlain = event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || matchMedia("(max-width: 767.98px)").matches) return false;
    event.preventDefault();
    htmx.ajax("GET", link.getAttribute("href").replace("?", "?panel=1&"), { target: "#drawer", swap: "innerHTML" });
    return true;
  };

  root.addEventListener("click", (event) => {
    const { target } = event;
    if (peek(event)) return undefined;
    if (target.matches("[data-pick]")) pickTo(target, event.shiftKey);
    else if (target.matches("[data-page]")) picks().forEach((pick) => set(pick, target.checked));
    else if (target.closest("[data-nothing]")) return clear();
    else if (target.closest("[data-everything]")) return everything();
    else if (target.closest("[data-deed]")) return ask(target.closest("[data-deed]").dataset.deed);
    else if (target.closest("[data-change]")) return edit(target.closest("td"));
    else return undefined;
    return draw();
  }, { signal });
  root.addEventListener("cellLeft", ({ target, detail }) => {
    const cells = [...root.querySelectorAll("td.can-edit, td.is-editing")];
    const there = cells[cells.indexOf(target.closest("td")) + detail.step];
    next = there ? placeOf(there) : null;
  }, { signal });
  root.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-taking]")) return;
    target.querySelector("[name=ids]")?.remove();
    if (!isAll) target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "ids", value: [...chosen].join(",") }));
  }, { signal });
  root.addEventListener("dblclick", ({ target }) => {
    if (!target.closest("a, button, input, select, form")) edit(target.closest("td.can-edit"));
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      const editor = root.querySelector("[data-cancel]");
      if (editor) return editor.click();
      return clear();
    }
    if (event.target.matches(KEYS_OFF) || document.querySelector("dialog[open]")) return;
    const row = document.activeElement?.closest?.("tr[data-row]");
    if (!row || !root.contains(row)) return;
    if (event.key === " " && row.querySelector("[data-pick]")) {
      event.preventDefault();
      row.querySelector("[data-pick]").click();
    } else if (event.key.toLowerCase() === "e" && row.querySelector("td.can-edit")) {
      event.preventDefault();
      edit(row.querySelector("td.can-edit"));
    }
  }, { signal });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (!root.contains(target)) return;
    draw();
    goOn();
  }, { signal });
  document.addEventListener("runEnded", () => { clear(); refresh(root); }, { signal });
  draw();
  return () => stop.abort();
}

/** The rows as they are now, the place kept. */
function refresh(root) {
  const body = root.querySelector("#records-body");
  htmx.ajax("GET", location.href, { target: body, select: "#records-body", swap: "outerHTML" });
}
