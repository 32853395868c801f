// What stands behind a comparison: inputs by the kind of what is compared. Each keeps what goes into the tree, or
// undefined while something is missing.
import { element, field, option } from "./dom.js";

const DAYS = new Set(["date", "moment"]);
const FIGURES = new Set(["number", "money"]);

/** The controls for one condition. `keep` gets the value whenever it changes. */
export function editor(asked) {
  const { attribute, takes } = asked;
  if (takes === "days") return days(asked);
  if (takes === "behaviour") return behaviour(asked);
  if (attribute.kind === "yes_no") return yesNo(asked);
  if (attribute.hasOptions) return [picker(asked, takes === "many")];
  if (takes === "two") return two(asked);
  const one = DAYS.has(attribute.kind) ? day : plain;
  return one(asked, asked.value, asked.keep, takes === "many");
}

function plain({ attribute, words }, value, keep, isMany) {
  const made = field("text", Array.isArray(value) ? value.join(", ") : value, attribute.label);
  if (FIGURES.has(attribute.kind)) made.inputMode = "decimal";
  if (isMany) made.placeholder = words.several;
  made.maxLength = 4000;
  made.addEventListener("input", () => {
    const text = made.value.trim();
    const many = text.split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean);
    keep(isMany ? (many.length ? many : undefined) : (text || undefined));
  });
  return [made];
}

function figure(value, label, keep) {
  const made = field("number", value, label, "is-figure");
  made.min = 1;
  made.addEventListener("input", () => keep(made.value && Number.isInteger(made.valueAsNumber) && made.valueAsNumber > 0 ? made.valueAsNumber : undefined));
  return made;
}

function days({ value, keep, words }) {
  if (value === undefined) keep((value = 7));
  return [figure(value, words.days, keep), words.days];
}

function behaviour(asked) {
  const { value, keep, words } = asked;
  const now = { kinds: value?.kinds ?? [], times: value?.times ?? 1, days: value?.days ?? 30 };
  const tell = () => keep(now.kinds.length && now.times && now.days ? { ...now } : undefined);
  const set = (name) => (told) => { now[name] = told; tell(); };
  return [
    picker({ ...asked, value: now.kinds, keep: (told) => { now.kinds = told ?? []; tell(); } }, true),
    words.atLeast, figure(now.times, words.times, set("times")), `${words.times} ${words.within}`,
    figure(now.days, words.days, set("days")), words.days,
  ];
}

function yesNo({ attribute, value, keep, words }) {
  if (value === undefined) keep((value = true));
  const made = element("select", "form-select");
  made.ariaLabel = attribute.label;
  made.append(option("1", words.yes, value === true), option("", words.no, value === false));
  made.addEventListener("change", () => keep(made.value === "1"));
  return [made];
}

function two(asked) {
  const { attribute, value, keep, words } = asked;
  const both = [...(value ?? [undefined, undefined])];
  const set = (place) => (told) => {
    both[place] = told;
    keep(both.every((one) => one !== undefined) ? [...both] : undefined);
  };
  const one = DAYS.has(attribute.kind) ? day : plain;
  return [...one(asked, both[0], set(0), false), words.and, ...one(asked, both[1], set(1), false)];
}

/** A day: written out, or so many days before or after today. */
function day({ attribute, words }, value, keep) {
  const found = /^today(?:([+-])(\d+))?$/.exec(value ?? "");
  let way = "day";
  if (found) way = found[1] === "-" ? "ago" : found[1] === "+" ? "ahead" : "today";
  const how = element("select", "form-select");
  how.ariaLabel = words.how;
  for (const one of ["day", "today", "ago", "ahead"]) how.append(option(one, words[one], one === way));
  const slot = element("span", "records-value");
  const show = () => {
    const made = [];
    if (how.value === "day") {
      const input = field("date", found ? "" : value, attribute.label);
      input.addEventListener("input", () => keep(input.value || undefined));
      made.push(input);
    } else if (how.value !== "today") {
      const sign = how.value === "ago" ? "-" : "+";
      made.push(figure(found?.[2] ?? 7, words.days, (count) => keep(count && `today${sign}${count}`)));
    }
    slot.replaceChildren(...made);
  };
  how.addEventListener("change", () => {
    show();
    keep({ day: undefined, today: "today", ago: "today-7", ahead: "today+7" }[how.value]);
  });
  show();
  return [how, slot];
}

/** One or several of what is offered, with a search field. */
function picker({ attribute, value, keep, words, choicesOf, drawing }, isMany) {
  const chosen = new Set([value ?? []].flat().map(String));
  const box = element("details", "records-pick");
  const summary = document.createElement("summary");
  const list = element("div", "records-pick-list");
  const find = field("search", "", words.find);
  find.placeholder = words.find;
  box.append(summary, list);
  const tell = () => keep(chosen.size ? (isMany ? [...chosen] : [...chosen][0]) : undefined);
  const say = (offered) => {
    const told = offered.filter((one) => chosen.has(one.value));
    summary.replaceChildren(...(told.length ? told.map(word) : [words.choose]), drawing("chevron-down"));
  };
  const line = (one, offered) => {
    const made = document.createElement("label");
    const tick = element("input", "form-check-input");
    tick.type = isMany ? "checkbox" : "radio";
    tick.checked = chosen.has(one.value);
    tick.addEventListener("change", () => {
      if (!isMany) chosen.clear();
      if (tick.checked) chosen.add(one.value);
      else chosen.delete(one.value);
      say(offered);
      tell();
      if (!isMany) box.open = false;
    });
    made.append(tick, word(one));
    made.dataset.name = one.label.toLowerCase();
    return made;
  };
  summary.append(words.choose, drawing("chevron-down"));
  choicesOf(attribute.path).then((offered) => {
    let group = "";
    list.append(find);
    for (const one of offered) {
      if (one.group && one.group !== group) {
        group = one.group;
        list.append(Object.assign(element("div", "cl-s cl-3"), { textContent: group }));
      }
      list.append(line(one, offered));
    }
    if (offered.length === 0) list.append(words.nothing);
    say(offered);
  });
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const one of list.querySelectorAll("[data-name]")) one.hidden = !one.dataset.name.includes(wanted);
  });
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return box;
}

function word(one) {
  const made = element("span", one.tone ? `cl-tag d${one.tone}` : "cl-tag cl-tag-plain");
  made.textContent = one.label;
  return made;
}
