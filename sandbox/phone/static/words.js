// Texts in the page's language, and times as WeChat writes them.

const texts = JSON.parse(document.getElementById("texts").textContent);
const chinese = document.documentElement.lang.startsWith("zh");
let offset = 0; // milliseconds the sandbox's clock is ahead of ours

export function t(name, values = {}) {
  const text = texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function setClock(seconds) {
  offset = seconds * 1000 - Date.now();
}

export function now() {
  return new Date(Date.now() + offset);
}

export function clock(seconds, withSeconds = false) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (withSeconds) parts.second = "2-digit";
  return new Date(seconds * 1000).toLocaleTimeString(chinese ? "zh-CN" : "en-GB", parts);
}

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((midnight(now()) - midnight(date)) / 86_400_000);
  if (days <= 0) return "";
  if (days === 1) return t("yesterday");
  if (days < 7) {
    const names = chinese ? [...t("weekdays")].map((name) => `周${name}`) : t("weekdays").split(" ");
    return names[date.getDay()];
  }
  const parts = { month: chinese ? "long" : "short", day: "numeric" };
  return date.toLocaleDateString(chinese ? "zh-CN" : "en-GB", parts);
}

export function moment(seconds) {
  return [day(seconds), clock(seconds)].filter(Boolean).join(" ");
}

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  if (count < 1048576) return `${(count / 1024).toFixed(1)} KB`;
  return `${(count / 1048576).toFixed(1)} MB`;
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
