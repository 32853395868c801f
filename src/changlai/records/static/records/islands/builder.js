// The builder of filters: conditions as rows in groups within groups. It keeps the tree of the filter language in the
// form's field "tree", and says how many fit while somebody builds.
import { editor } from "../core/values.js";
import { element, option } from "../core/dom.js";

const WAIT = 350; // milliseconds of quiet before it is counted

export default function builder(form) {
  const meta = JSON.parse(form.querySelector("[data-meta]").content.textContent);
  const { words } = meta;
  const known = new Map(meta.attributes.map((one) => [one.path, one]));
  const rows = form.querySelector("[data-rows]");
  const live = form.querySelector("[data-live-count]");
  const icons = form.querySelector("[data-icons]").content;
  const drawing = (name) => icons.querySelector(`[data-icon="${name}"]`).firstElementChild.cloneNode(true);
  const options = new Map();
  const stop = new AbortController();
  let timer;

  const choicesOf = (path) => {
    if (!options.has(path)) {
      const url = `${form.dataset.optionsUrl}?${new URLSearchParams({ path })}`;
      options.set(path, fetch(url).then((answer) => (answer.ok ? answer.json() : { options: [] })).then((told) => told.options));
    }
    return options.get(path);
  };
  const fresh = (path = meta.attributes[0]?.path) => {
    const attribute = known.get(path);
    return { path, operator: attribute?.first ?? "is", value: undefined };
  };

  const root = groupOf(JSON.parse(form.elements.tree.value || "{}"));
  if (root.parts.length === 0) root.parts.push(fresh());

  function groupOf(raw) {
    const node = nodeOf(raw);
    return node.parts ? node : { word: "all", parts: [node] };
  }
  function nodeOf(raw) {
    if (Array.isArray(raw.all)) return { word: "all", parts: raw.all.map(nodeOf) };
    if (Array.isArray(raw.any)) return { word: "any", parts: raw.any.map(nodeOf) };
    if (raw.not) return { word: "none", parts: Array.isArray(raw.not.any) ? raw.not.any.map(nodeOf) : [nodeOf(raw.not)] };
    if (!raw.path) return { word: "all", parts: [] };
    const operator = Object.keys(raw).find((key) => key !== "path");
    return operator ? { path: raw.path, operator, value: raw[operator] } : fresh(raw.path);
  }
  function treeOf(node) {
    if (!node.parts) return node.value === undefined ? null : { path: node.path, [node.operator]: node.value };
    const parts = node.parts.map(treeOf).filter(Boolean);
    if (parts.length === 0) return null;
    return node.word === "none" ? { not: { any: parts } } : { [node.word]: parts };
  }
  const isWhole = (node) => (node.parts ? node.parts.every(isWhole) : node.value !== undefined);

  const changed = () => {
    form.elements.tree.value = JSON.stringify(treeOf(root) ?? { all: [] });
    form.querySelector("[data-apply]").disabled = !isWhole(root);
    clearTimeout(timer);
    live.classList.remove("is-bad");
    if (!isWhole(root)) live.textContent = words.incomplete;
    else {
      live.textContent = `${words.counting} …`;
      timer = setTimeout(count, WAIT);
    }
  };
  const count = async () => {
    const answer = await fetch(form.dataset.countUrl, { method: "POST", body: new FormData(form), signal: stop.signal }).catch(() => null);
    if (!answer || !form.isConnected) return;
    const told = await answer.json().catch(() => ({}));
    live.classList.toggle("is-bad", !answer.ok);
    live.textContent = answer.ok ? told.words : (told.problem ?? "");
  };
  const draw = () => {
    rows.replaceChildren(group(root, null));
    changed();
  };

  function group(node, parent) {
    const box = element("div", parent ? "records-group" : "records-rows");
    const word = element("select", "form-select");
    word.ariaLabel = words.how;
    for (const one of ["all", "any", "none"]) word.append(option(one, words[one], one === node.word));
    word.addEventListener("change", () => { node.word = word.value; changed(); });
    const head = element("div", "records-group-h");
    head.append(word);
    if (parent) head.append(remover(node, parent));
    if (parent || node.parts.length > 1 || node.word !== "all") box.append(head);
    for (const part of node.parts) box.append(part.parts ? group(part, node) : line(part, node));
    const foot = element("div", "records-group-f");
    foot.append(
      button(words.add, () => node.parts.push(fresh())),
      button(words.addGroup, () => node.parts.push({ word: "any", parts: [fresh(), fresh()] })),
    );
    box.append(foot);
    return box;
  }
  function button(label, act) {
    const made = element("button", "cl-chip is-add");
    made.type = "button";
    made.append(drawing("plus"), label);
    made.addEventListener("click", () => { act(); draw(); });
    return made;
  }
  function remover(node, parent) {
    const made = element("button", "btn btn-quiet btn-icon");
    made.type = "button";
    made.ariaLabel = words.remove;
    made.append(drawing("x"));
    made.addEventListener("click", () => { parent.parts.splice(parent.parts.indexOf(node), 1); draw(); });
    return made;
  }
  function line(node, parent) {
    const box = element("div", "records-line");
    const attribute = known.get(node.path);
    box.append(whats(node), hows(node, attribute), values(node, attribute), remover(node, parent));
    box.classList.toggle("is-bad", !attribute);
    return box;
  }
  function whats(node) {
    const select = element("select", "form-select");
    select.ariaLabel = words.what;
    if (!known.has(node.path)) select.append(option(node.path, node.path, true));
    const groups = new Map();
    for (const one of meta.attributes) {
      if (!groups.has(one.group)) {
        const made = document.createElement("optgroup");
        made.label = one.group;
        groups.set(one.group, made);
        select.append(made);
      }
      groups.get(one.group).append(option(one.path, one.label, one.path === node.path));
    }
    select.addEventListener("change", () => { Object.assign(node, fresh(select.value)); draw(); });
    return select;
  }
  function hows(node, attribute) {
    const select = element("select", "form-select");
    select.ariaLabel = words.how;
    for (const one of attribute?.operators ?? [node.operator]) {
      select.append(option(one, meta.operators[one]?.label ?? one, one === node.operator));
    }
    select.addEventListener("change", () => {
      const before = meta.operators[node.operator]?.takes;
      node.operator = select.value;
      if (meta.operators[node.operator].takes !== before) node.value = undefined;
      draw();
    });
    return select;
  }
  function values(node, attribute) {
    const box = element("div", "records-value");
    const takes = meta.operators[node.operator]?.takes;
    const keep = (value) => { node.value = value; changed(); };
    if (takes === "nothing") node.value = true;
    else if (attribute) box.append(...editor({ attribute, takes, value: node.value, keep, words, choicesOf, drawing }));
    return box;
  }

  draw();
  return () => { clearTimeout(timer); stop.abort(); };
}
