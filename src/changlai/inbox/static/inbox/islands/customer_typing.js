// Three dots while the customer is writing, where the channel tells.
const SHOWN = 6_000; // milliseconds after the last word of it

export default function customerTyping(sign) {
  const ending = new AbortController();
  let timer = 0;
  const hide = () => (sign.hidden = true);

  document.addEventListener(
    "live:customer_typing",
    ({ detail }) => {
      if (!detail.room?.endsWith(`:${sign.dataset.room}`)) return;
      const thread = sign.closest(".cl-thread");
      const isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
      sign.hidden = false;
      if (isAtEnd) thread.scrollTop = thread.scrollHeight;
      clearTimeout(timer);
      timer = setTimeout(hide, SHOWN);
    },
    { signal: ending.signal },
  );
  document.addEventListener("live:message", hide, { signal: ending.signal });
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}
