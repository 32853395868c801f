// What the visitor sees: head, bubbles, composer. Drawn anew when something changes; a talk of a visitor is short.
import { el, icon, linked } from "./dom.js";
import { clock, day, filled, words } from "./words.js";

const GAP = 10 * 60_000; // a longer silence is worth a time of its own

export class View {
  constructor(doings) {
    this.doings = doings;
    this.title = el("h1");
    this.intro = el("p");
    this.banner = el("div.banner", { hidden: true, role: "status" });
    this.log = el("div.log", { role: "log", "aria-live": "polite", tabIndex: 0 });
    this.typing = el("div.typing", { hidden: true }, el("i"), el("i"), el("i"));
    this.notice = el("div.notice", { hidden: true, role: "alert" });
    this.text = el("textarea", { rows: 1, maxLength: 4000, onkeydown: (event) => this.key(event), oninput: () => this.grow(), onpaste: (event) => this.paste(event) });
    this.file = el("input", { type: "file", hidden: true, onchange: () => this.files([...this.file.files]) });
    this.clip = el("button.quiet", { type: "button", onclick: () => this.file.click() }, icon("clip"));
    this.button = el("button.send", { type: "submit", disabled: true }, icon("send"));
    this.privacy = el("p.privacy", { hidden: true });
    this.x = el("button.quiet", { type: "button", onclick: doings.close }, icon("close"));
    const form = el("form.composer", { onsubmit: (event) => this.submit(event) }, this.clip, this.text, this.button, this.file);
    document.body.replaceChildren(
      el("header", {}, el("div", {}, this.title, this.intro), this.x),
      this.banner,
      this.log,
      el("footer", {}, this.notice, form, this.privacy),
    );
    document.addEventListener("keydown", (event) => event.key === "Escape" && doings.close());
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this.files([...event.dataTransfer.files]);
    });
    this.log.addEventListener("scroll", () => (this.isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60));
    this.isAtEnd = true;
  }

  dress(look, texts) {
    this.look = look;
    this.texts = texts;
    document.documentElement.style.setProperty("--color", look.color);
    document.documentElement.style.setProperty("--ink", inkOn(look.color));
    this.title.textContent = texts.title;
    this.intro.textContent = texts.intro;
    this.clip.hidden = !look.allows_files;
    for (const [control, label] of [[this.clip, words.attach], [this.button, words.send], [this.x, words.close], [this.text, words.write]]) control.ariaLabel = label;
    for (const control of [this.clip, this.button, this.x]) control.title = control.ariaLabel;
    this.text.placeholder = words.write;
    this.typing.ariaLabel = words.typing;
    this.privacy.replaceChildren(words.privacy, " ", el("a", { href: look.privacy_url, target: "_blank", rel: "noopener" }, words.privacyLink));
  }

  draw(talk, { away = null, contact = null } = {}) {
    const shown = talk.shown;
    const rows = [el("div.bubble.us", {}, el("div.text", {}, ...linked(this.texts.greeting)))];
    if (talk.hasEarlier) rows.unshift(el("button.earlier", { type: "button", onclick: () => talk.earlier() }, words.earlier));
    if (away) rows.push(el("div.away", {}, ...away));
    const lastOwn = shown.findLast((line) => !line.us);
    let above = null;
    for (const line of shown) {
      if (!above || line.at - above.at > GAP) rows.push(el("div.time", {}, `${day(line.at)} ${clock(line.at)}`));
      rows.push(this.bubble(line, above, talk, line === lastOwn));
      above = line;
    }
    if (contact) rows.push(contact);
    const bottom = this.log.scrollHeight - this.log.scrollTop;
    this.log.replaceChildren(...rows, this.typing);
    this.log.scrollTop = this.isAtEnd ? this.log.scrollHeight : this.log.scrollHeight - bottom;
    this.privacy.hidden = !this.look.privacy_url || shown.length > 0;
  }

  bubble(line, above, talk, isLast) {
    if (line.gone) return el("div.bubble.us.gone", {}, el("div.text", {}, words.gone));
    const isNext = above && above.us === line.us && above.name === line.name && line.at - above.at < GAP;
    const files = (line.files ?? []).map((file) => shownFile(file));
    const text = line.text ? el("div.text", {}, ...linked(line.text)) : null;
    const who = line.us && line.name && !isNext ? el("div.who", {}, line.name) : null;
    return el(`div.bubble.${line.us ? "us" : "me"}${isNext ? ".next" : ""}`, {}, who, ...files, text, line.us ? null : this.state(line, talk, isLast));
  }

  // where a message of the visitor stands
  state(line, talk, isLast) {
    if (line.state === "failed") {
      return el("div.state.bad", {}, line.reason || words.failed, el("button.link", { type: "button", onclick: () => this.doings.again(line) }, words.again));
    }
    if (line.state === "waiting") return el("div.state", {}, words.waiting);
    if (line.state === "sending") return el("div.state", {}, words.sending);
    if (!isLast) return null;
    const isRead = line.n && talk.isRead(line);
    return el("div.state", {}, icon(isRead ? "checks" : "check"), isRead ? words.read : words.sent);
  }

  showTyping(isTyping) {
    this.typing.hidden = !isTyping;
    if (isTyping && this.isAtEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  showConnection(isOn) {
    this.banner.hidden = isOn;
    this.banner.textContent = words.offline;
  }

  tell(sentence) {
    this.notice.textContent = sentence;
    this.notice.hidden = !sentence;
    clearTimeout(this.timer);
    if (sentence) this.timer = setTimeout(() => (this.notice.hidden = true), 6_000);
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.text.focus();
    this.log.scrollTop = this.log.scrollHeight;
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 120)}px`;
    this.button.disabled = !this.text.value.trim();
    if (this.text.value.trim()) this.doings.typing();
  }

  submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.isAtEnd = true;
    this.grow();
    this.doings.say(text);
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) {
      event.preventDefault();
      this.files(files);
    }
  }

  files(chosen) {
    this.file.value = "";
    if (!this.look.allows_files) return;
    this.isAtEnd = true;
    for (const file of chosen.slice(0, 5)) this.doings.sendFile(file);
  }
}

function shownFile(file) {
  const url = file.local ?? `files/${file.ticket}`;
  if ((file.kind === "image" || file.type?.startsWith("image/")) && /(jpeg|png|gif|webp)$/.test(file.type)) {
    const picture = el("img", { src: url, alt: file.name, loading: "lazy" });
    if (file.width) [picture.width, picture.height] = boxed(file.width, file.height);
    return file.local ? picture : el("a.picture", { href: url, target: "_blank", rel: "noopener" }, picture);
  }
  return el("a.file", { href: url, download: file.name, rel: "noopener" }, icon("file"), el("span", {}, el("b", {}, file.name), el("small", {}, size(file.size))));
}

function boxed(width, height) {
  const scale = Math.min(1, 220 / width, 260 / height);
  return [Math.round(width * scale), Math.round(height * scale)];
}

function size(bytes) {
  return bytes > 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

// black or white, whichever reads better on the account's colour (WCAG relative luminance)
function inkOn(color) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.4 ? "#111" : "#fff";
}

export function awayWords(texts, opensAt) {
  const when = opensAt ? `${day(opensAt)} ${clock(opensAt)}` : "";
  return [el("p", {}, texts.away), when ? el("p.when", {}, filled(words.opensAt, { when })) : null].filter(Boolean);
}

export function contactForm(leave) {
  const name = el("input", { name: "name", maxLength: 60, placeholder: words.yourName, ariaLabel: words.yourName, autocomplete: "name" });
  const reach = el("input", { name: "reach", maxLength: 120, required: true, placeholder: words.reach, ariaLabel: words.reach, autocomplete: "email" });
  const submit = (event) => {
    event.preventDefault();
    if (reach.value.trim()) leave(name.value.trim(), reach.value.trim());
  };
  return el("form.contact", { onsubmit: submit }, el("p", {}, words.contact), name, reach, el("button", { type: "submit" }, words.leave));
}
