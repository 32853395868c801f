"""The settings of a web chat: where it stands, how it looks, when somebody answers, who signs for visitors."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.webchat import hours, identity, looks, sites

_TEXT = {"autocomplete": "off"}


def _hours(label: Any, initial: str) -> forms.CharField:  # noqa: ANN401 - a lazy translation
    attributes = _TEXT | {"placeholder": "09:00-12:00, 13:30-18:00"}
    return forms.CharField(
        label=label, required=False, max_length=120, initial=initial, widget=forms.TextInput(attributes)
    )


def _zones() -> list[tuple[str, str]]:
    """Places, those near first."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    first = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore")
    return [(name, name.replace("_", " ")) for name in dict.fromkeys((*first, *names))]


class WidgetForm(forms.Form):
    """Empty texts are ours, in the language of the page."""

    sites = forms.CharField(
        label=_("Websites"),
        help_text=_(
            "Where the widget may be shown, one address a line, for example https://www.example.com or "
            "https://*.example.com. Anywhere else browsers refuse it."
        ),
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the widget"),
        choices=[("", _("As the page around it")), ("zh", "简体中文"), ("en", "English")],
        required=False,
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=40, widget=forms.TextInput(_TEXT))
    intro = forms.CharField(
        label=_("Line below the title"), required=False, max_length=80, widget=forms.TextInput(_TEXT)
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        help_text=_("The first bubble of every talk."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )
    label = forms.CharField(
        label=_("Words on the button"),
        help_text=_("Beside the icon on a wide screen; empty for the icon alone."),
        required=False,
        max_length=20,
        widget=forms.TextInput(_TEXT),
    )
    color = forms.CharField(
        label=_("Colour"),
        initial=looks.COLOR,
        widget=forms.TextInput({"type": "color"}),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Choose a colour, or write it like #0f8a5f."))],
    )
    position = forms.ChoiceField(
        label=_("Corner"), choices=[("right", _("Right")), ("left", _("Left"))], initial="right"
    )
    bottom = forms.IntegerField(
        label=_("Distance from the bottom"), help_text=_("In pixels."), min_value=0, max_value=400, initial=20
    )
    allows_files = forms.BooleanField(label=_("Visitors may send pictures and files"), required=False, initial=True)
    has_sound = forms.BooleanField(label=_("A sound for new answers"), required=False, initial=True)
    shows_names = forms.BooleanField(
        label=_("Show the name of the colleague who answers"), required=False, initial=True
    )
    hours = forms.ChoiceField(
        label=_("When somebody answers"),
        choices=[
            ("", _("Always")),
            (hours.FIRM, _("In the company's business hours")),
            (hours.OWN, _("In the hours below")),
        ],
        required=False,
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, initial="Asia/Shanghai")
    monday = _hours(_("Monday"), "09:00-18:00")
    tuesday = _hours(_("Tuesday"), "09:00-18:00")
    wednesday = _hours(_("Wednesday"), "09:00-18:00")
    thursday = _hours(_("Thursday"), "09:00-18:00")
    friday = _hours(_("Friday"), "09:00-18:00")
    saturday = _hours(_("Saturday"), "")
    sunday = _hours(_("Sunday"), "")
    holidays = forms.CharField(
        label=_("Days off"),
        help_text=_("One a line, like 2026-10-01, or from and to like 2026-10-01..2026-10-07."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
    )
    away = forms.CharField(
        label=_("Words when nobody is there"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )
    asks_contact = forms.BooleanField(
        label=_("Then ask for a name and a way to reach the visitor"), required=False, initial=True
    )
    privacy_url = forms.URLField(
        label=_("Address of your privacy notice"),
        help_text=_("Linked below the text field, before a visitor writes the first time."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    tracks_pages = forms.BooleanField(
        label=_("Put the pages a visitor looks at on their timeline"),
        help_text=_("Only once they have written or signed in; until then nothing leaves their browser."),
        required=False,
        initial=True,
    )
    respects_dnt = forms.BooleanField(
        label=_("Not for browsers that ask not to be followed"),
        help_text=_("Do Not Track and Global Privacy Control."),
        required=False,
        initial=True,
    )
    secret = forms.CharField(
        label=_("Secret for signed-in visitors"),
        help_text=_("Your server signs with it who is signed in. It never belongs into a page."),
        initial=identity.new_secret,
        min_length=identity.SHORTEST_SECRET,
        max_length=200,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    previous_secret = forms.CharField(
        label=_("Former secret"),
        help_text=_("Accepted as well while your server is being changed over; then remove it."),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    id_space = forms.CharField(
        label=_("Name of the user ids"),
        help_text=_(
            "Whose ids your server signs, for example shop. Two channels with the same name mean the same person by "
            "the same id. Leave empty if no other channel uses these ids."
        ),
        required=False,
        max_length=40,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*\Z",
                _("Use small letters, digits and hyphens only, for example shop or erp-cn."),
            )
        ],
    )
    unionid_scope = forms.CharField(
        label=_("Open-platform account of unionids"),
        help_text=_(
            "If your server signs WeChat unionids: the same name as in the settings of your WeChat channels. "
            "Leave empty to ignore unionids."
        ),
        required=False,
        max_length=64,
    )

    def clean_sites(self) -> str:
        """Origins, one a line."""
        try:
            found = sites.read(str(self.cleaned_data["sites"]))
        except ValueError as error:
            raise ValidationError(
                _("“%(line)s” is not the address of a website. Write it like https://www.example.com.")
                % {"line": str(error)[:100]},
                code="site",
            ) from None
        return "\n".join(found)

    def clean_holidays(self) -> str:
        """Days, or two days with dots between."""
        text = str(self.cleaned_data["holidays"])
        try:
            hours.days_off(text)
        except ValueError:
            raise ValidationError(
                _("Write each day off on a line of its own, like 2026-10-01 or 2026-10-01..2026-10-07."), code="day"
            ) from None
        return text

    def clean(self) -> dict[str, Any]:
        """Each weekday's hours can be read, and with hours of its own the widget is open some time."""
        for day in hours.WEEKDAYS:
            try:
                hours.ranges(str(self.cleaned_data.get(day, "")))
            except ValueError:
                self.add_error(day, _("Write hours like 09:00-12:00, 13:30-18:00; leave the day empty when closed."))
        if self.cleaned_data.get("hours") == hours.OWN and not any(
            self.cleaned_data.get(day) for day in hours.WEEKDAYS
        ):
            self.add_error("hours", _("With these hours nobody ever answers. Fill in at least one day."))
        return self.cleaned_data
