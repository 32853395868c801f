// Keeps "8 min" of waiting true without asking the server; the thresholds come from inbox/tables/waiting.py.

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Write the pills under root anew; texts as in tables.waiting.texts(). */
export function tick(root, texts) {
  for (const pill of root.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, (Date.now() - Date.parse(pill.dataset.since)) / 1000);
    const words = wording(seconds, texts);
    const place = pill.querySelector("span");
    if (place.textContent !== words) place.textContent = words;
    const [warn, late] = thresholds(pill, texts);
    pill.classList.toggle("is-bad", seconds >= late);
    pill.classList.toggle("is-warn", seconds >= warn && seconds < late);
  }
}

/** Seconds of waiting after which it is amber and red: until the organisation's own moments, else the usual ones. */
function thresholds(pill, texts) {
  const { since, warn, due } = pill.dataset;
  if (!due) return [texts.soon, texts.late];
  return [warn, due].map((moment) => (Date.parse(moment) - Date.parse(since)) / 1000);
}

function wording(seconds, texts) {
  if (seconds < MINUTE) return texts.now;
  if (seconds < HOUR) return counted(texts.minutes, seconds / MINUTE);
  if (seconds < DAY) return counted(texts.hours, seconds / HOUR);
  return counted(texts.days, seconds / DAY);
}

function counted(text, count) {
  return text.replace("%(count)d", String(Math.floor(count)));
}

/** Keep "47 h 48 min left" true; returns whether a window has just shut. */
export function countDown(root) {
  let isOver = false;
  for (const place of root.querySelectorAll("[data-until]")) {
    const seconds = (Date.parse(place.dataset.until) - Date.now()) / 1000;
    const [hours, minutes] = [Math.floor(Math.max(0, seconds) / HOUR), Math.floor((Math.max(0, seconds) % HOUR) / MINUTE)];
    const [long, short] = JSON.parse(place.dataset.texts);
    const words = (hours ? long : short).replace("%(hours)d", hours).replace("%(minutes)d", minutes);
    if (place.textContent !== words) place.textContent = words;
    isOver ||= seconds <= 0;
  }
  return isOver;
}
