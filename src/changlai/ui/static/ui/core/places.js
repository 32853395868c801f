// Parts of a page that are drawn anew by themselves (hx-swap-oob) while somebody changes them or is about to.
// A form that stands in a part's place names it: <input type="hidden" name="editing" value="the part's id">.

const DONE = 4; // readyState of a request whose answer is here; htmx looks at it right after

export function watchPlaces() {
  // What was asked for goes where its place is now: the one that was meant may have been drawn anew meanwhile, and then
  // htmx would fill a node that nobody sees and tell nobody, as its events do not reach the document from there.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.xhr.addEventListener("readystatechange", () => {
      const { target, xhr } = detail;
      if (xhr.readyState !== DONE || !target.id || target.isConnected) return;
      detail.target = document.getElementById(target.id) ?? target;
    });
  });
  // What was asked for before the form came must not take the form away.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { id } = detail.target;
    if (id && detail.target.querySelector(`input[name=editing][value="${CSS.escape(id)}"]`)) detail.shouldSwap = false;
  });
}
