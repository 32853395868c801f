"""Where somebody stands on the way to a connected account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from changlai.channels.contracts import Channel, Permission, SetupStep
from changlai.channels.forms import changed_settings_form, settings_form

LAST = SetupStep("done", _("Done"), "")


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of a channel and the one somebody is at."""

    steps: tuple[SetupStep, ...]
    at: int

    @property
    def step(self) -> SetupStep:
        return self.steps[self.at]

    @property
    def next(self) -> SetupStep | None:
        return self.steps[self.at + 1] if self.at + 1 < len(self.steps) else None


def way(channel: Channel, slug: str = "") -> Way:
    """At the step ``slug``, or at the first. Raises Http404 for a step the channel has not."""
    steps = (*steps_of(channel), LAST)
    for number, step in enumerate(steps):
        if slug in {"", step.slug}:
            return Way(steps, number)
    raise Http404


def steps_of(channel: Channel) -> tuple[SetupStep, ...]:
    """The channel's own, or: its whole form, our address, its box, its tests, whichever of them it has."""
    if channel.setup:
        return channel.setup
    form: Any = channel.form()
    found = [SetupStep("settings", _("Settings"), "", fields=tuple(form.base_fields))]
    if channel.takes_callbacks:
        intro = _("Let your system send to this address, signed with the secret. This page notices the first event.")
        found.append(SetupStep("callback", _("Receiving"), intro, is_called=True))
    if channel.panel:
        found.append(SetupStep("panel", _("On your side"), ""))
    if channel.permissions:
        intro = _("Each is tried once for real; what does not work says what to do.")
        tests = tuple(permission.slug for permission in channel.permissions)
        found.append(SetupStep("permissions", _("Test"), intro, tests=tests))
    return tuple(found)


def tests_of(channel: Channel, step: SetupStep) -> Sequence[Permission]:
    """What is tried in this step."""
    return [permission for permission in channel.permissions if permission.slug in step.tests]


def first_form(channel: Channel, step: SetupStep, data: QueryDict | None) -> forms.Form:
    """The form of a new account, of which the first step is filled in by hand; what we make ourselves is made."""
    if data is None:
        return settings_form(channel)
    filled = data.copy()
    form: Any = channel.form()
    for name, asked in form.base_fields.items():
        if name not in step.fields and asked.initial is not None and not callable(asked.initial):
            filled.setdefault(name, str(asked.initial))
    for name, make in channel.fresh.items():
        if name not in step.fields:
            filled[name] = make()
    return settings_form(channel, filled)


def step_form(channel: Channel, step: SetupStep, kept: Mapping[str, Any], data: QueryDict | None) -> forms.Form:
    """The form of a connected account, of which one step is filled in by hand; everything else stays as it is."""
    if data is None:
        return changed_settings_form(channel, kept)
    filled = data.copy()
    form: Any = channel.form()
    for name in form.base_fields:
        if name not in step.fields and name not in channel.secret_fields and kept.get(name):
            filled[name] = str(kept[name])
    return changed_settings_form(channel, kept, filled)


def shown(form: forms.Form, step: SetupStep) -> list[forms.BoundField]:
    """The fields this step asks for."""
    return [form[name] for name in step.fields if name in form.fields]
