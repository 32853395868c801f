// A place in one text input becomes three choices (province, city, district) and a line for street and number. The input
// stays, out of sight, and holds what is sent: the code and the line, "330106 文三路 138 号".
let list;
const divisions = (address) => (list ??= fetch(address).then((answer) => answer.json()));
const [PROVINCE, CITY] = [10000, 100];
const within = (code, width) => (code ? code - (code % width) : 0);

export default async function place(input) {
  const [all, words] = [await divisions(input.dataset.divisions), input.dataset.words.split("|")];
  const codes = Object.keys(all).map(Number);
  const cityOf = (code) => (code % CITY === 0 && code % PROVINCE ? code : all[within(code, CITY)] && within(code, CITY) !== within(code, PROVINCE) ? within(code, CITY) : 0);
  const inProvince = (province) => codes.filter((code) => code % CITY === 0 && code !== province && within(code, PROVINCE) === province);
  const inCity = (city) => codes.filter((code) => code !== city && within(code, CITY) === city);

  const box = document.createElement("div");
  box.className = "place-choice";
  const [province, city, district] = words.slice(0, 3).map((word) => {
    const select = document.createElement("select");
    select.className = "form-select";
    select.setAttribute("aria-label", `${input.labels?.[0]?.textContent.trim() ?? ""} ${word}`.trim());
    select.dataset.word = word;
    box.append(select);
    return select;
  });
  const street = document.createElement("input");
  Object.assign(street, { type: "text", className: "form-control", placeholder: words[3], maxLength: 300, autocomplete: "off" });
  street.setAttribute("aria-label", words[3]);
  box.append(street);

  const offer = (select, found, chosen) => {
    select.replaceChildren(new Option(select.dataset.word, ""), ...found.map((code) => new Option(all[code], code, false, code === chosen)));
    select.disabled = !found.length;
  };
  const show = (code) => {
    const [ofProvince, ofCity] = [within(code, PROVINCE), cityOf(code)];
    const cities = ofProvince ? inProvince(ofProvince) : [];
    offer(province, codes.filter((one) => one % PROVINCE === 0), ofProvince);
    offer(city, cities, ofCity || (cities.length === 1 ? cities[0] : 0));
    offer(district, ofCity || cities.length === 1 ? inCity(ofCity || cities[0]) : [], code);
  };
  const send = () => {
    const code = district.value || city.value || province.value;
    const line = street.value.trim();
    input.value = [code, line].filter(Boolean).join(" ");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const [, code, rest] = input.value.match(/^(\d{6})\s*(.*)$/) ?? [null, "", input.value];
  show(Number(code));
  street.value = rest;
  province.addEventListener("change", () => (show(Number(province.value)), send()));
  city.addEventListener("change", () => (show(Number(city.value || province.value)), send()));
  district.addEventListener("change", send);
  street.addEventListener("input", send);
  input.hidden = true;
  input.after(box);
  if (input.autofocus) province.focus();
  return () => box.remove();
}
