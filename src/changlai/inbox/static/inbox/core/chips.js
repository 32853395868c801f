// Files waiting in the composer, each with its picture and a way to take it out again.

import { small } from "./files.js";
import { parsed } from "./server.js";

/** Draw `files` into `box`; `remove` is the word for taking one out, `onChange` is told when that happens. */
export async function chips(box, files, remove, onChange) {
  const drawn = await Promise.all(files.map(async (file) => {
    const chip = parsed('<span class="cl-waitfile"><span class="cl-file-icon"></span><span class="cl-cut"></span><button class="btn btn-quiet btn-sm btn-icon" type="button"></button></span>').firstChild;
    const picture = await small(file);
    chip.querySelector(".cl-file-icon").append(picture ?? icon("file"));
    chip.querySelector(".cl-cut").textContent = file.name;
    const button = chip.querySelector("button");
    button.ariaLabel = `${remove}: ${file.name}`;
    button.append(icon("x"));
    button.addEventListener("click", () => {
      files.splice(files.indexOf(file), 1);
      onChange();
    });
    return chip;
  }));
  box.replaceChildren(...drawn);
}

/** An icon of the sprite, taken from one that is on the page. */
export function icon(name) {
  const sprite = document.querySelector("svg use").getAttribute("href").split("#")[0];
  return parsed(`<svg class="i" aria-hidden="true"><use href="${sprite}#${name}"/></svg>`).firstChild;
}
