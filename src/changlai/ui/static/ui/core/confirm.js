// Questions before something that cannot be undone: hx-confirm="..." on an htmx element, data-confirm="..." on a form.
// data-confirm-detail says what happens, data-confirm-yes names the button, data-confirm-tone="bad" makes it red.
import { openModal } from "./focus.js";

export function ask(element, question) {
  const box = document.getElementById("confirm");
  const { confirmDetail = "", confirmYes, confirmTone } = element.dataset;
  box.querySelector("#confirm-text").textContent = question;
  const detail = box.querySelector("#confirm-detail");
  detail.textContent = confirmDetail;
  detail.hidden = !confirmDetail;
  const yes = box.querySelector("#confirm-yes");
  yes.textContent = confirmYes ?? yes.dataset.text;
  yes.className = confirmTone === "bad" ? "btn btn-danger-fill" : "btn btn-primary";
  box.returnValue = "no";
  openModal(box);
  return new Promise((resolve) => {
    box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true });
  });
}

export function watchConfirm() {
  document.addEventListener("htmx:confirm", (event) => {
    const { question, elt, issueRequest } = event.detail;
    if (!question) return;
    event.preventDefault();
    ask(elt, question).then((yes) => yes && issueRequest(true));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx sends a form it hears of, prevented or not
    const { submitter } = event;
    ask(form, form.dataset.confirm).then((yes) => {
      if (!yes) return;
      const here = standing(form);
      here.dataset.confirmed = "1";
      here.requestSubmit(here === form ? submitter : [...here.elements].find((one) => one.type === "submit" && one.value === submitter?.value));
      delete here.dataset.confirmed;
    });
  }, true);
}

/** The form itself, or the one that was drawn in its place while the question stood: what is gone cannot be sent. */
function standing(form) {
  if (form.isConnected) return form;
  const isTwin = (one) => one.getAttribute("action") === form.getAttribute("action") && one.dataset.confirm;
  return [...document.forms].find(isTwin) ?? document.body.appendChild(form);
}
