"""What is filled in about a language model."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.ai.actions import ModelWish
from changlai.ai.contracts import LEAST_BUDGET, MOST_BUDGET, MOST_PRICE, USUAL_BUDGET
from changlai.ai.enums import Asks
from changlai.ai.models import ADDRESS_LENGTH, KEY_LENGTH, MODEL_LENGTH, LanguageModel

SAMPLE_LENGTH = 500
_CENTS = 100
_QUIET = {"autocomplete": "off", "spellcheck": "false"}
_PRINTABLE = RegexValidator(r"^[!-~]+$", _("A key has no spaces and only Latin letters, digits and signs."))


def _price(label: Any) -> forms.DecimalField:  # noqa: ANN401 - a translation
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=Decimal(MOST_PRICE) / _CENTS,
        decimal_places=2,
        required=False,
        help_text=_("In yuan, of your provider's price list. It only tells what it came to."),
    )


class ModelForm(forms.Form):
    """Where to ask, what about, and how much at most."""

    address = forms.CharField(
        label=_("Address"),
        max_length=ADDRESS_LENGTH,
        help_text=_("The part before /chat/completions; any service that speaks OpenAI's protocol."),
        widget=forms.TextInput(attrs=_QUIET | {"placeholder": "https://api.deepseek.com/v1", "inputmode": "url"}),
    )
    model = forms.CharField(
        label=pgettext_lazy("language model", "Model"),
        max_length=MODEL_LENGTH,
        widget=forms.TextInput(attrs=_QUIET | {"placeholder": "deepseek-chat"}),
    )
    key = forms.CharField(
        label=pgettext_lazy("language model", "Key"),
        max_length=KEY_LENGTH,
        required=False,
        validators=[_PRINTABLE],
        help_text=_("It is stored encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    asks = forms.ChoiceField(
        label=_("Asked about"), choices=[(one.value, one.label) for one in Asks], widget=forms.RadioSelect
    )
    budget = forms.IntegerField(
        label=_("Tokens a month"),
        min_value=LEAST_BUDGET,
        max_value=MOST_BUDGET,
        help_text=_("Beyond that nothing is asked until the first of the next month. A mention takes about 150."),
    )
    price_read = _price(_("Price of a million tokens read"))
    price_written = _price(_("Price of a million tokens written"))

    def keep_key(self) -> None:
        """A key is stored: left empty it stays."""
        self.fields["key"].widget.attrs["placeholder"] = _("Stored. Leave empty to keep it.")

    def wish(self) -> ModelWish:
        """What was filled in."""
        told = self.cleaned_data
        prices = (int((told[name] or 0) * _CENTS) for name in ("price_read", "price_written"))
        return ModelWish(told["address"], told["model"], told["key"], Asks(told["asks"]), told["budget"], *prices)


class TrialForm(forms.Form):
    """A sentence to try it with."""

    text = forms.CharField(
        label=_("Sentence"),
        max_length=SAMPLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a sentence to be judged.")},
    )


def model_held(model: LanguageModel | None) -> dict[str, Any]:
    """What the form shows of it; the key is not among it."""
    if model is None:
        return {"asks": Asks.UNCERTAIN, "budget": USUAL_BUDGET}
    plain = {name: getattr(model, name) for name in ("address", "model", "asks", "budget")}
    prices = {name: Decimal(getattr(model, name)) / _CENTS for name in ("price_read", "price_written")}
    return plain | {name: price or None for name, price in prices.items()}
