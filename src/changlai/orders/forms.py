"""What people fill in about an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.orders.contracts import (
    CHANNEL_LENGTH,
    DEFAULT_CURRENCY,
    NUMBER_LENGTH,
    PLACE_LENGTH,
    REMARK_LENGTH,
    Line,
    Told,
)
from changlai.orders.labels import STATUSES
from changlai.orders.models import Order, OrderItem
from changlai.orders.money import OFFERED, cents, typed

BLANK_ROWS = 3  # of a new order; a script adds more
_QUIET = {"autocomplete": "off"}
_MONEY = {**_QUIET, "inputmode": "decimal", "data-sum": ""}
_MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One article as it was typed, and what is wrong with it."""

    name: str = ""
    sku: str = ""
    quantity: str = ""
    price: str = ""
    error: str = ""


def _money(label: Any, **options: Any) -> forms.CharField:  # noqa: ANN401 - a text or its translation, Django's options
    return forms.CharField(label=label, max_length=30, required=False, widget=forms.TextInput(attrs=_MONEY), **options)


def _moment(label: Any, **options: Any) -> forms.DateTimeField:  # noqa: ANN401 - as above
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    wrong = {"invalid": _("This is no moment. Write it like 2026-01-31 14:30.")}
    return forms.DateTimeField(
        label=label, widget=widget, error_messages=wrong, input_formats=[_MOMENT, "%Y-%m-%d %H:%M"], **options
    )


class OrderForm(forms.Form):
    """An order; its articles are ``rows``, read from lists of the same length."""

    number = forms.CharField(
        label=pgettext_lazy("order", "Number"),
        max_length=NUMBER_LENGTH,
        required=False,
        help_text=_("As the shop calls it. Left empty, the order gets a number of ours."),
        widget=forms.TextInput(attrs=_QUIET),
    )
    place = forms.CharField(
        label=_("Channel"),
        max_length=CHANNEL_LENGTH,
        required=False,
        help_text=_("One of your channels, or a word of your own such as 门店."),
        widget=forms.TextInput(attrs={**_QUIET, "list": "order-channels"}),
    )
    status = forms.ChoiceField(label=_("Status"), choices=list(STATUSES.items()))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in OFFERED])
    placed_at = _moment(_("Placed at"))
    paid_at = _moment(_("Paid at"), required=False)
    discount = _money(_("Discount"))
    freight = _money(_("Freight"))
    amount = _money(pgettext_lazy("order", "Amount"), help_text=_("Only without articles: with them it is their sum."))
    paid = _money(pgettext_lazy("order", "Paid amount"))
    refunded = _money(pgettext_lazy("order", "Refunded amount"))
    province = forms.CharField(
        label=_("Province"), max_length=PLACE_LENGTH, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    city = forms.CharField(
        label=_("City"), max_length=PLACE_LENGTH, required=False, widget=forms.TextInput(attrs=_QUIET)
    )
    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=None,
        required=False,
        empty_label=_("As the customer"),
        error_messages={"invalid_choice": _("This colleague is no longer here. Choose somebody else.")},
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        help_text=_("The firm it was bought for, by its whole name. Leave it empty for a person's own order."),
        widget=forms.TextInput(attrs={**_QUIET, "list": "order-companies"}),
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=REMARK_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    accounts: Mapping[str, int]
    company_id = 0  # of the typed name, once it was looked up
    rows: Sequence[ItemRow]

    def offer(self, colleagues: QuerySet[Member], accounts: Sequence[Account]) -> None:
        """Whom and what one may choose from."""
        cast("forms.ModelChoiceField[Member]", self.fields["owner"]).queryset = colleagues
        self.accounts = {one.name: one.pk for one in reversed(accounts)}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        currency = told.get("currency", DEFAULT_CURRENCY)
        for name in ("discount", "freight", "amount", "paid", "refunded"):
            told[name] = self._cents(name, currency)
        self.rows = rows_of(cast("QueryDict", self.data), currency)
        if any(row.error for row in self.rows):
            self.add_error(None, gettext("Some articles cannot be read. What is wrong stands below them."))
        return told

    def _cents(self, name: str, currency: str) -> int | None:
        text = str(self.cleaned_data.get(name) or "").strip()
        if not text:
            return None
        amount = cents(text, currency)
        if amount is None:
            self.add_error(name, gettext("This is no amount. Write it like 3299 or 3299.50."))
        return amount

    def told(self, customer_id: int) -> Told:
        """The order as it was filled in; an empty amount is nothing."""
        given = self.cleaned_data
        items = tuple(
            Line(
                row.name.strip(),
                row.sku.strip(),
                int(row.quantity or 1),
                cents(row.price or "0", given["currency"]) or 0,
            )
            for row in self.rows
            if row.name.strip()
        )
        account_id = self.accounts.get(given["place"])
        return Told(
            customer_id,
            given["number"],
            channel=None if account_id else given["place"],
            account_id=account_id,
            owner_id=given["owner"].pk if given["owner"] else None,
            company_id=self.company_id,
            items=items,
            amount=None if items else given["amount"] or 0,
            discount=given["discount"] or 0,
            freight=given["freight"] or 0,
            **{name: given[name] for name in ("paid", "refunded", "status", "currency", "placed_at", "paid_at")},
            **{name: given[name] for name in ("province", "city", "remark")},
        )


def rows_of(data: QueryDict, currency: str) -> list[ItemRow]:
    """The articles as they were typed; rows in which nothing stands are left out."""
    columns = [data.getlist(f"item-{name}") for name in ("name", "sku", "quantity", "price")]
    return [
        _read(row, currency) for row in zip(*columns, strict=False) if any(text.strip() for text in (row[0], *row[3:]))
    ]


def _read(row: Sequence[str], currency: str) -> ItemRow:
    name, sku, quantity, price = (text.strip() for text in row)
    error = ""
    if not name:
        error = gettext("Each article needs a name. Write it, or leave the row empty.")
    elif quantity and not (quantity.isascii() and quantity.isdecimal() and len(quantity) < 8):  # noqa: PLR2004 - digits
        error = gettext("A quantity is a whole number from 1 to 1,000,000. Check it.")
    elif price and cents(price, currency) is None:
        error = gettext("This is no amount. Write it like 3299 or 3299.50.")
    return ItemRow(name, sku, quantity, price, error)


def held(order: Order, items: Sequence[OrderItem]) -> tuple[dict[str, Any], list[ItemRow]]:
    """What an order holds, as a form shows it."""
    facts = {name: getattr(order, name) for name in ("number", "status", "currency", "province", "city", "remark")}
    facts |= {
        name: typed(getattr(order, name), order.currency) if getattr(order, name) else ""
        for name in ("discount", "freight", "amount", "paid", "refunded")
    }
    facts |= {"place": order.channel, "owner": order.owner_id, "company": order.company.name if order.company else ""}
    facts |= {name: _local(getattr(order, name)) for name in ("placed_at", "paid_at")}
    rows = [ItemRow(one.name, one.sku, str(one.quantity), typed(one.unit_price, order.currency)) for one in items]
    return facts, rows


def _local(moment: Any) -> Any:  # noqa: ANN401 - a moment or none
    return timezone.localtime(moment).replace(second=0, microsecond=0) if moment else None
