// Files on their way: what they look like before they are sent, and whether the channel takes them.

const MEGA = 1024 * 1024;
const SIDE = 72; // pixels of the small picture

/** What the channel would make of a file. */
export function kind(file) {
  const family = file.type.split("/")[0];
  return family === "image" || family === "video" ? family : "file";
}

/** Why a file cannot be sent, in the composer's words; empty when it can. */
export function objection(file, form) {
  const limits = JSON.parse(form.dataset.limits);
  const channel = form.dataset.channel;
  const limit = limits[kind(file)];
  if (limit && file.size > limit) {
    const facts = { name: file.name, size: (file.size / MEGA).toFixed(1), channel, limit: Math.floor(limit / MEGA) };
    return filled(JSON.parse(form.dataset.texts).tooLarge, facts);
  }
  return "";
}

/** A sentence with its %(name)s places filled. */
export function filled(text, facts) {
  return text.replace(/%\((\w+)\)[sd]/g, (_, name) => facts[name]);
}

/** A small picture drawn from an image file; null for anything a browser cannot draw. */
export async function small(file, side = SIDE) {
  if (kind(file) !== "image") return null;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** POST a form and tell how far the upload is; resolves to {status, text, redirect}, rejects without a connection. */
export function upload(url, body, heads, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(heads)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("load", () => resolve({
      status: request.status,
      text: request.responseText,
      type: request.getResponseHeader("Content-Type") ?? "",
      redirect: request.getResponseHeader("HX-Redirect"),
    }));
    for (const kindOfEnd of ["error", "abort", "timeout"]) request.addEventListener(kindOfEnd, () => reject(new TypeError(kindOfEnd)));
    request.send(body);
  });
}
