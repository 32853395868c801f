// Talking to our own pages: fragments in, refusals as toasts, a lost session as the sign-in page.

/** The token every change needs; it stands in each form. */
export function csrf() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Headers that make a page answer with its fragment. */
export function headers(extra = {}) {
  return { "HX-Request": "true", "HX-Current-URL": location.href, ...extra };
}

/** Show a sentence at the lower edge (see ui/core). */
export function toast(text, tone = "bad") {
  document.body.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail: { tone, text } }));
}

/** Deal with what every answer may be. Returns whether there is something to go on with. */
export function isGood(status, redirect, text) {
  if (redirect) {
    location.assign(redirect);
    return false;
  }
  if (status >= 200 && status < 300) return true;
  if (text && status < 500) toast(text);
  return false;
}

/** GET a fragment; null when there is none (204) or it was refused. Throws TypeError without a connection. */
export async function fragment(url) {
  const answer = await fetch(url, { headers: headers(), credentials: "same-origin" });
  if (answer.status === 204 || answer.status === 404) return null;
  const text = await answer.text();
  const plain = answer.headers.get("Content-Type")?.startsWith("text/plain") ? text : "";
  return isGood(answer.status, answer.headers.get("HX-Redirect"), plain) ? parsed(text) : null;
}

/** POST a form's fields; the answer as {ok, status, content}. */
export async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: headers({ "X-CSRFToken": csrf() }),
    credentials: "same-origin",
  });
  const text = await answer.text();
  const plain = answer.headers.get("Content-Type")?.startsWith("text/plain") ? text : "";
  const ok = isGood(answer.status, answer.headers.get("HX-Redirect"), plain);
  return { ok, status: answer.status, content: parsed(plain ? "" : text) };
}

/** Markup as a fragment whose parts can be taken out. */
export function parsed(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content;
}

/** Bring new markup to life: htmx attributes and islands. */
export function enliven(element) {
  window.htmx?.process(element);
}
