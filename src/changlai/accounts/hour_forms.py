"""What people fill in about business hours."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts.hours import DAY_MINUTES, Ranges, clock, read_ranges
from changlai.accounts.models import WorkCalendar

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
ALWAYS, WEEKLY = "always", "weekly"
TURNS = ("a", "b")  # before and after the break


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _field(label: object) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "aria-label": str(label)}, format="%H:%M")
    return forms.TimeField(required=False, widget=widget, label=label)  # type: ignore[arg-type]  # a lazy translation


class RangesForm(forms.Form):
    """Two ranges of a day, from four times. An end of 00:00 is midnight at the day's end."""

    def ranges_of(self, prefix: str) -> Ranges:
        """What the four fields of ``prefix`` say. Raises ValidationError when they are no hours of a day."""
        pairs = []
        for turn in TURNS:
            start, end = (self.cleaned_data.get(f"{prefix}{turn}_{edge}") for edge in ("from", "to"))
            if start is None and end is None:
                continue
            if start is None or end is None:
                raise forms.ValidationError(_("A range needs its beginning and its end."))
            pairs.append((_minute(start), _minute(end) or DAY_MINUTES))
        try:
            return read_ranges(pairs)
        except ValueError:
            raise forms.ValidationError(
                _("Ranges run forward and do not overlap: the second begins after the first has ended.")
            ) from None


class HoursForm(RangesForm):
    """A week of hours. Fields are named ``d<day><turn>_from`` and ``_to``, Monday is 0."""

    always = forms.ChoiceField(
        label=_("Hours"),
        choices=[(ALWAYS, _("Always open")), (WEEKLY, _("By the week"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        for number, name in enumerate(WEEKDAYS):
            for turn in TURNS:
                for edge, word in (("from", _("from")), ("to", _("to"))):
                    self.fields[f"d{number}{turn}_{edge}"] = _field(f"{name}, {word}")

    @staticmethod
    def initial_of(calendar: WorkCalendar) -> dict[str, str]:
        """The fields as the calendar has them."""
        values = {"always": ALWAYS if calendar.is_always else WEEKLY}
        for number, ranges in enumerate(calendar.week):
            for turn, (start, end) in zip(TURNS, ranges, strict=False):
                values[f"d{number}{turn}_from"] = clock(start)
                values[f"d{number}{turn}_to"] = clock(end % DAY_MINUTES)
        return values

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in range(len(WEEKDAYS)):
            try:
                self.ranges_of(f"d{number}")
            except forms.ValidationError as error:
                self.add_error(f"d{number}a_from", error)
        return values

    def week(self) -> list[Ranges]:
        """Seven days of ranges, Monday first; of a valid form only."""
        return [self.ranges_of(f"d{number}") for number in range(len(WEEKDAYS))]

    def days(self) -> Iterator[tuple[Any, list[Any], list[str]]]:
        """Each weekday's name, its four fields and what is wrong with them."""
        for number, name in enumerate(WEEKDAYS):
            bound = [self[f"d{number}{turn}_{edge}"] for turn in TURNS for edge in ("from", "to")]
            yield name, bound, [str(error) for one in bound for error in one.errors]


class SpecialDayForm(RangesForm):
    """Days that differ: closed, or open at other times."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for a single day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    name = forms.CharField(label=_("What for"), max_length=80, help_text=_("Such as “National Day”."))
    a_from = _field(_("Open from"))
    a_to = _field(_("Open to"))
    b_from = _field(_("Again from"))
    b_to = _field(_("Again to"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.ranges_of("")
        return values

    def span(self) -> dict[str, Any]:
        """What ``actions.keep_special_days`` wants; of a valid form only."""
        first: date = self.cleaned_data["first"]
        return {
            "first": first,
            "last": self.cleaned_data["last"] or first,
            "name": self.cleaned_data["name"],
            "ranges": self.ranges_of(""),
        }
