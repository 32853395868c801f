// Small helpers to make markup.
export function element(tag, css) {
  const made = document.createElement(tag);
  made.className = css ?? "";
  return made;
}

export function option(value, label, isOn = false) {
  const made = new Option(label, value, isOn, isOn);
  return made;
}

export function field(type, value, label, css = "") {
  const made = element("input", `form-control ${css}`.trim());
  made.type = type;
  made.value = value ?? "";
  made.ariaLabel = label;
  made.autocomplete = "off";
  return made;
}
