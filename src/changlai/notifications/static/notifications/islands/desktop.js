// Ticking "notices of the browser" asks the browser for its permission at once; without it the tick is taken back.
import { toast } from "../../ui/core/toast.js";

export default function desktop(form) {
  const box = form.elements.namedItem("has_desktop");
  const ask = async () => {
    if (!box.checked) return;
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    if (answer === "granted") return;
    box.checked = false;
    toast({ tone: "warn", text: form.dataset.denied });
  };
  box.addEventListener("change", ask);
  return () => box.removeEventListener("change", ask);
}
