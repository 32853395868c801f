// News from the company show by themselves, but never under somebody's half-written words.
const written = () => [...document.querySelectorAll("textarea, input[name=text]")].some((one) => one.value.trim() || one === document.activeElement);
const news = new EventSource("/phone/live?person=");
let waiting = false;
const look = () => { if (waiting && !written()) location.reload(); };
news.addEventListener("message", (event) => { if (event.data === "weibo") { waiting = true; look(); } });
document.addEventListener("focusout", () => setTimeout(look, 300));
