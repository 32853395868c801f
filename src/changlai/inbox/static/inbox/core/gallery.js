// Pictures of a thread in full over the page: arrows lead through all of them, the link stays a link for a new tab.

/** A click on a picture opens it; the others of the thread are a key away. */
export function showPicture(event) {
  const link = event.target.closest?.("[data-picture]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const all = [...link.closest("#thread").querySelectorAll("[data-picture]")];
  const box = document.createElement("dialog");
  const large = new Image();
  const words = Object.assign(document.createElement("p"), { className: "cl-picture-place" });
  let at = all.indexOf(link);
  const show = (index) => {
    at = (index + all.length) % all.length;
    large.src = all[at].href;
    large.alt = all[at].querySelector("img").alt;
    words.textContent = all.length > 1 ? `${at + 1} / ${all.length}` : "";
  };
  box.className = "cl-picture";
  box.append(large, words);
  show(at);
  box.addEventListener("click", ({ clientX }) => {
    if (all.length === 1) box.close();
    else if (clientX > innerWidth * 0.66) show(at + 1);
    else if (clientX < innerWidth * 0.33) show(at - 1);
    else box.close();
  });
  box.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight") show(at + 1);
    if (key === "ArrowLeft") show(at - 1);
  });
  box.addEventListener("close", () => {
    box.remove();
    link.focus();
  });
  document.body.append(box);
  box.showModal();
}
