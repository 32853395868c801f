// A message on screen before the server has it.

import { kind, small } from "./files.js";

/** Put a text or a file at the end of the thread as "sending"; returns the entry with progress(share) and remove(). */
export function pending(thread, { mode, text, file, label }) {
  const entry = document.createElement("div");
  entry.className = "cl-entry is-pending";
  if (mode === "note") entry.innerHTML = '<div class="cl-note"><div class="cl-grow"><div class="cl-bub cl-note-text"></div><div class="cl-meta"></div></div></div>';
  else entry.innerHTML = '<div class="cl-msg is-out"><span class="cl-msg-who"></span><div><div class="cl-bub"></div><div class="cl-meta"></div></div></div>';
  const bubble = entry.querySelector(".cl-bub");
  const meta = entry.querySelector(".cl-meta");
  meta.textContent = label;
  if (file) fill(bubble, file);
  else bubble.textContent = text;
  thread.querySelector("[data-newest]").before(entry);
  thread.scrollTop = thread.scrollHeight;
  return {
    progress: (share) => { meta.textContent = share < 1 ? `${label} ${Math.floor(share * 100)}%` : label; },
    remove: () => entry.remove(),
  };
}

async function fill(bubble, file) {
  bubble.textContent = file.name;
  if (kind(file) !== "image") return;
  const picture = await small(file, 240);
  if (!picture) return;
  picture.className = "cl-bub-pic";
  bubble.replaceChildren(picture);
}
