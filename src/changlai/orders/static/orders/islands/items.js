// The articles of an order: rows come and go, and the sums follow while one types. Amounts are counted in hundredths.
const cents = (text) => {
  const number = Number(String(text).replace(/[,，\s¥￥]/g, ""));
  return Number.isFinite(number) ? Math.round(number * 100) : 0;
};
const shown = (amount) => (amount / 100).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2 });

export default function items(form) {
  const body = form.querySelector("[data-rows]");
  const add = form.querySelector("[data-add]");
  const blank = form.querySelector("template").content;

  const count = () => {
    let sum = 0;
    for (const row of body.querySelectorAll("[data-row]")) {
      const price = row.querySelector("[name='item-price']").value;
      const quantity = parseInt(row.querySelector("[name='item-quantity']").value || "1", 10) || 0;
      const total = cents(price) * quantity;
      row.querySelector("[data-total]").textContent = price.trim() ? shown(total) : "";
      row.querySelector("[data-remove]").hidden = body.children.length < 2;
      sum += total;
    }
    const { discount, freight, amount } = form.elements;
    const isSummed = sum > 0;
    amount.disabled = isSummed;
    form.querySelector("[data-sums]").hidden = !isSummed;
    form.querySelector("[data-items]").textContent = shown(sum);
    form.querySelector("[data-amount]").textContent = shown(sum - cents(discount.value) + cents(freight.value));
  };
  const press = (event) => {
    const away = event.target.closest("[data-remove]");
    if (event.target.closest("[data-add]")) {
      body.append(blank.cloneNode(true));
      body.lastElementChild.querySelector("input").focus();
    } else if (away) away.closest("[data-row]").remove();
    else return;
    count();
  };

  add.hidden = false;
  form.addEventListener("click", press);
  form.addEventListener("input", count);
  count();
}
