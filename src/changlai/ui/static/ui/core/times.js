// Relative times stay true: "3 minutes ago" is counted again every half minute, until it becomes a date.
const MINUTE = 60, HOUR = 3600, EVERY = 30_000;

export function keepTimesTrue() {
  const language = document.documentElement.lang;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const say = (count, unit) => words.format(count, unit).replace(/(\d)(?=\p{Script=Han})/gu, "$1 ");
  const update = () => {
    for (const time of document.querySelectorAll("time[data-relative]")) {
      const moment = new Date(time.dateTime);
      const seconds = (Date.now() - moment) / 1000;
      if (Math.abs(seconds) < MINUTE) continue;
      const isToday = moment.toDateString() === new Date().toDateString();
      if (Math.abs(seconds) < HOUR) time.textContent = say(-Math.trunc(seconds / MINUTE), "minute");
      else if (isToday) time.textContent = say(-Math.trunc(seconds / HOUR), "hour");
    }
  };
  setInterval(update, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || update());
}
