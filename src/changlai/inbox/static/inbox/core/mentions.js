// @ in a note: the colleagues who may see this conversation, fetched once, found by any part of the name.

import { picker } from "./picker.js";
import { headers, parsed } from "./server.js";

const MOST = 8;

/** Watches the text; `isOn()` says whether a note is being written, `mentions` (a Map of id to name) gets who was chosen. */
export function mentionPicker(area, { url, isOn, mentions, blind, signal }) {
  let colleagues = null;
  const load = async (query) => {
    if (!isOn()) return [];
    colleagues ??= fetch(url, { headers: headers() }).then((answer) => answer.json()).then(({ items }) => items);
    const wanted = query.toLowerCase();
    return (await colleagues).filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST);
  };
  const draw = ({ name, title, sees }) => {
    const row = parsed('<div class="cl-pick-row"><b class="cl-cut"></b><span class="cl-s cl-3 cl-cut"></span></div>').firstChild;
    row.querySelector("b").textContent = name;
    row.querySelector("span").textContent = sees ? title : blind;
    row.classList.toggle("is-off", !sees);
    return row;
  };
  const choose = ({ id, name, sees }) => {
    if (!sees) return null;
    mentions().set(id, name);
    return `@${name} `;
  };
  return picker(area, { sign: /@([^\s@]{0,20})$/, load, draw, choose, signal });
}

/** Ids of those chosen whose names still stand in the text. */
export function stillThere(mentions, text) {
  return [...mentions].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id);
}
