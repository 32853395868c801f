// What is new, beyond the bell itself: the count in the tab's title, a sound, a notice of the browser. The server draws
// this element anew after every live event. Of several tabs one rings: the first to write down what it has rung for.
const RUNG = "changlai-rung"; // the id of the newest notice that was rung for, nothing else
const PREFIX = /^\(\d+\+?\) /;

export default function bell(element) {
  const { count, latest } = element.dataset;
  document.title = (count ? `(${count}) ` : "") + document.title.replace(PREFIX, "");
  const id = Number(latest);
  if (id) once(id, () => ring(element.dataset));
}

// the very first look rings for nothing: what waits then was there before
function once(id, ringing) {
  const look = () => {
    const rung = localStorage.getItem(RUNG);
    if (Number(rung) >= id) return;
    localStorage.setItem(RUNG, id);
    if (rung !== null) ringing();
  };
  if (navigator.locks) navigator.locks.request(RUNG, look);
  else look();
}

function ring({ title, text, url, sound, desktop }) {
  if (sound !== undefined) chime();
  if (desktop === undefined || !document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const notice = new Notification(title, { body: text, icon: document.querySelector("link[rel=icon]")?.href });
  notice.onclick = () => {
    focus();
    location.assign(url);
  };
}

// two soft tones; a browser that has not been clicked on yet stays silent, which is its right
function chime() {
  const audio = new AudioContext();
  [[660, 0], [880, 0.12]].forEach(([pitch, start]) => {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0, audio.currentTime + start);
    level.gain.linearRampToValueAtTime(0.12, audio.currentTime + start + 0.02);
    level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.5);
    tone.connect(level).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.5);
  });
  setTimeout(() => audio.close(), 1000);
}
