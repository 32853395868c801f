// Calls to our own door. A session that has ended is renewed once by itself; what else goes wrong is told by status.
export class Refused extends Error {
  constructor(status, { error = "", sentence = "" } = {}, wait = 0) {
    super(error || String(status));
    Object.assign(this, { status, reason: error, sentence, wait });
  }
}

export const server = { session: "", renew: null };

export async function call(path, { body, headers = {}, signal, again = true } = {}) {
  const given = server.session;
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    headers: { ...(given && { authorization: `Bearer ${given}` }), ...headers },
    signal,
    cache: "no-store",
    credentials: "omit",
    keepalive: path === "events" && !(body instanceof Blob) && document.visibilityState === "hidden",
  });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 403 && again && path !== "entrance" && server.renew) {
    if (given === server.session) await server.renew();
    return call(path, { body, headers, signal, again: false });
  }
  throw new Refused(answer.status, told, Number(answer.headers.get("retry-after")) || 0);
}

export async function ask(path, options) {
  return (await call(path, options)).json();
}

export function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
