"""What people fill in about webhooks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.integrations import registry
from changlai.integrations.models import URL_LENGTH

SPANS = {"1": timedelta(hours=1), "24": timedelta(days=1), "168": timedelta(days=7), "720": timedelta(days=30)}


class EndpointForm(forms.Form):
    """Where to, and what it wants to hear of."""

    name = forms.CharField(
        label=_("Name of the program"),
        max_length=80,
        help_text=_("Which program it is, for example “ERP of the shop”."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        help_text=_("We send an HTTP POST there. Addresses inside our own network are not called."),
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/changlai", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        help_text=_("Tick none to hear of everything, also of what is added later."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **options)
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the types: it is declared above
        field.choices = [(one.slug, f"{one.label} ({one.slug})") for one in registry.topics().values()]


class ReplayForm(forms.Form):
    """What to send again."""

    hours = forms.TypedChoiceField(
        label=_("From the last"),
        choices=[("1", _("hour")), ("24", _("day")), ("168", _("seven days")), ("720", _("thirty days"))],
        coerce=SPANS.__getitem__,
    )
    also_delivered = forms.BooleanField(label=_("Also what was delivered"), required=False)
