// A field to copy from: the button appears where the browser can do it, else the text is selected for the hand.
import { toast } from "../core/toast.js";

export default function copy(box) {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    toast({ tone: "ok", text: box.dataset.textCopied });
  });
}
