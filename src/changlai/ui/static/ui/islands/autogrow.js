// A textarea as high as its text. Browsers that know field-sizing do it by themselves.
export default function autogrow(area) {
  if (CSS.supports("field-sizing", "content")) return undefined;
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  };
  area.addEventListener("input", fit);
  fit();
  return () => area.removeEventListener("input", fit);
}
