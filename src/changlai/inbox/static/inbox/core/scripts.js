// / brings a script: its text with the values of this conversation, its files beside it.

import { icon } from "./chips.js";
import { filled } from "./files.js";
import { picker } from "./picker.js";
import { csrf, headers, parsed } from "./server.js";

// After a blank anything may be looked for; right behind a Chinese character, where nobody types a blank, a shortcut.
const SIGN = /(?:(?:^|\s)\/([^\s/]{0,30})|(?<=[^\x00-\x7f])\/([\w-]{1,30}))$/;

/** Watches the text. `add(files)` puts files into the composer, `warn(sentence)` tells of values that are missing. */
export function scriptPicker(area, { url, usesUrl, texts, add, warn, signal }) {
  const load = async (query) => {
    const answer = await fetch(`${url}?${new URLSearchParams({ q: query })}`, { headers: headers(), signal });
    return answer.ok ? (await answer.json()).items : [];
  };
  const draw = ({ title, shortcut, text, files }) => {
    const row = parsed('<div class="cl-pick-row cl-pick-script"><span class="cl-row"><b class="cl-cut"></b><span class="cl-kbd cl-end"></span></span><span class="cl-s cl-3 cl-2l"></span></div>').firstChild;
    row.querySelector("b").textContent = title;
    if (files.length) row.querySelector("b").after(icon("paperclip"));
    const key = row.querySelector(".cl-kbd");
    if (shortcut) key.textContent = `/${shortcut}`;
    else key.remove();
    row.querySelector(".cl-2l").textContent = text;
    return row;
  };
  const choose = async ({ id, text, missing, files }) => {
    fetch(usesUrl.replace("/0/", `/${id}/`), { method: "POST", headers: headers({ "X-CSRFToken": csrf() }) }).catch(() => {});
    const fetched = await Promise.all(files.map(fileOf));
    if (fetched.length) await add(fetched.filter(Boolean));
    if (missing.length) warn(filled(texts.missing, { names: missing.map((name) => `{${name}}`).join(" ") }));
    return text;
  };
  return picker(area, { sign: SIGN, load, draw, choose, none: texts.noScript, signal });
}

async function fileOf({ name, type, url }) {
  const answer = await fetch(url).catch(() => null);
  return answer?.ok ? new File([await answer.blob()], name, { type }) : null;
}
