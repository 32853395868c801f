"""How a member wants to be told."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind
from changlai.notifications import queries, registry
from changlai.notifications.enums import Pace, Way
from changlai.notifications.models import Habits
from changlai.ui.zones import zone_choices

HERE = (Pace.NOW, Pace.OFF)
OUTSIDE = (Pace.NOW, Pace.DAILY, Pace.OFF)


def field_name(kind: str, way: Way) -> str:
    return f"{kind}|{way}"


class ChoicesForm(forms.Form):
    """One small list of paces for each kind and way."""

    def __init__(self, data: Mapping[str, Any] | None, chosen: Mapping[tuple[str, Way], Pace]) -> None:
        super().__init__(data)
        for kind in registry.kinds().values():
            for way in Way:
                paces = HERE if way is Way.HERE else OUTSIDE
                self.fields[field_name(kind.slug, way)] = forms.TypedChoiceField(
                    label=str(way.label),
                    choices=[(pace.value, pace.label) for pace in paces],
                    coerce=Pace,
                    initial=queries.pace(kind, way, chosen).value,
                )

    @property
    def groups(self) -> Iterator[list[tuple[NoticeKind, list[BoundField]]]]:
        """The rows of the table, the kinds of one module together."""
        for _module, kinds in groupby(registry.kinds().values(), key=lambda kind: kind.slug.partition(".")[0]):
            yield [(kind, [self[field_name(kind.slug, way)] for way in Way]) for kind in kinds]

    @property
    def choices(self) -> dict[tuple[str, Way], Pace]:
        """What was chosen, for ``actions.choose``."""
        return {(kind, way): self.cleaned_data[field_name(kind, way)] for kind in registry.kinds() for way in Way}


class HabitsForm(forms.ModelForm[Habits]):
    """Quiet hours, the daily digest, sound and desktop."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Habits
        fields = (
            "quiet_from",
            "quiet_until",
            "urgent_passes",
            "digest_at",
            "time_zone",
            "has_sound",
            "has_desktop",
        )
        labels = {
            "quiet_from": _("Leave me alone from"),
            "quiet_until": _("until"),
            "urgent_passes": _("Urgent notices may come through"),
            "digest_at": _("The daily summary comes at"),
            "has_sound": _("A sound when something new comes"),
            "has_desktop": _("Notices of the browser while Changlai is in the background"),
        }
        help_texts = {
            "quiet_until": _("What comes in between waits and goes out together at the end. Here it is shown at once."),
            "has_desktop": _("The browser asks for permission on each device."),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "digest_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **options)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)  # noqa: S101 - for the types: it is declared above
        zone.choices = [("", _("As the organisation")), *zone_choices()]

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours or none."""
        given = self.cleaned_data
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            missing = "quiet_until" if given.get("quiet_from") else "quiet_from"
            self.add_error(missing, _("Quiet hours need a beginning and an end. Leave both empty for none."))
        return given
