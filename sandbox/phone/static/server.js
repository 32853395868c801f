// The sandbox as the page talks to it.

import { t } from "./words.js";

export class Refused extends Error {}

export async function ask(path, query = {}) {
  const response = await fetch(`/phone/api/${path}?${new URLSearchParams(query)}`);
  return answerOf(response);
}

export async function act(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch(`/phone/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function sendFile(file, query) {
  const headers = { "X-Sandbox": "1", "Content-Type": file.type || "application/octet-stream" };
  const where = new URLSearchParams({ ...query, name: file.name });
  return answerOf(await fetch(`/phone/api/file?${where}`, { method: "POST", headers, body: file }));
}

export function listen(person, onTopic, onDown) {
  const stream = new EventSource(`/phone/live?${new URLSearchParams({ person })}`);
  stream.onmessage = (event) => onTopic(event.data);
  stream.onerror = () => onDown(true);
  stream.onopen = () => onDown(false);
  return () => stream.close();
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status === 413 ? t("too_large") : (body.error ?? t("not_sent")));
  return body;
}
