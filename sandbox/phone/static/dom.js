// Elements without markup in strings: text from outside is always text.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Draw a part of the page anew and leave the focus where it was, by data-key or else by place: news that come in must not
// take the keyboard away from what somebody is about to press.
export function redrawn(box, change) {
  const stops = () => [...box.querySelectorAll("a, button, input, textarea, [tabindex]")];
  const place = stops().indexOf(document.activeElement);
  const key = document.activeElement?.dataset.key;
  change();
  if (place < 0 || box.contains(document.activeElement)) return;
  const after = stops();
  (after.find((stop) => key && stop.dataset.key === key) ?? after[place])?.focus({ preventScroll: true });
}

const STROKES = {
  back: ["M15 5l-7 7 7 7"],
  dots: ["M5 12h.01M12 12h.01M19 12h.01"],
  plus: ["M12 5v14M5 12h14"],
  plusRound: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18", "M12 8v8M8 12h8"],
  smile: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18", "M9 10h.01M15 10h.01", "M8.5 14.5a4.4 4.4 0 0 0 7 0"],
  chat: ["M8 18.5l-4 1.5 1.2-3.4A8 7.3 0 1 1 8 18.5"],
  contacts: ["M9 4a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 9 4", "M3 20v-1a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5v1", "M17 8h4M17 12h4M18.5 16H21"],
  me: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8", "M5 20.5v-1a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v1"],
  scan: ["M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2", "M4.5 12h15"],
  photo: ["M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1", "M15.5 9h.01", "M4 16l4.5-4.5L16 19M13.5 16.5l2-2L20 18"],
  picture: ["M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.4-2h5.2L16 7h2.5A1.5 1.5 0 0 1 20 8.5v8.9A1.6 1.6 0 0 1 18.4 19H5.6A1.6 1.6 0 0 1 4 17.4z", "M12 9.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4"],
  file: ["M14 3.5V8h4.5", "M14 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8z"],
  userPlus: ["M10 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4", "M3.5 20v-1a5 5 0 0 1 5-5h3", "M18 14v6M15 17h6"],
  userMinus: ["M10 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4", "M3.5 20v-1a5 5 0 0 1 5-5h3", "M15 17h6"],
  service: ["M5 14v-2.5a7 7 0 0 1 14 0V14", "M5 12.5h1.5A1.5 1.5 0 0 1 8 14v2.5A1.5 1.5 0 0 1 6.5 18H6a1.5 1.5 0 0 1-1.5-1.5V14M19 12.5h-1.5A1.5 1.5 0 0 0 16 14v2.5a1.5 1.5 0 0 0 1.5 1.5h.5a1.5 1.5 0 0 0 1.5-1.5V14", "M18.5 18a4 4 0 0 1-4 2.5H13"],
  chevronDown: ["M6 9.5l6 6 6-6"],
  chevronRight: ["M9.5 6l6 6-6 6"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  cross: ["M6 6l12 12M18 6L6 18"],
  wait: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17", "M12 8v4.5l3 1.8"],
  app: ["M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15", "M9 14.5a2 2 0 1 0 3-1.7V11a2 2 0 1 1 3 1.7"],
  pin: ["M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11", "M12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6"],
  bars: ["M5 18v-2M10 18v-5M15 18V9.5M20 18V6"],
  wifi: ["M12 18.5h.01M8.8 15.3a4.5 4.5 0 0 1 6.4 0M5.9 12.3a8.6 8.6 0 0 1 12.2 0M3 9.3a12.7 12.7 0 0 1 18 0"],
  battery: ["M5 7.5h11a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2", "M21 10.5v3", "M6.5 10.5v3M9.5 10.5v3M12.5 10.5v3"],
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: `icon icon--${name}` })) {
    svg.setAttribute(key, value);
  }
  for (const stroke of STROKES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", stroke);
    svg.append(path);
  }
  return svg;
}

export function avatar(view, size = "") {
  return h("img", { class: `wx-avatar ${size}`, src: view.avatar, alt: "", loading: "lazy" });
}
