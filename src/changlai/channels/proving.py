"""Whether values are the right ones, asked of the platform before they are kept."""

from collections.abc import Container, Mapping
from typing import Any

from django import forms

from changlai.channels.contracts import Channel, in_words
from changlai.channels.engine import DraftDesk
from changlai.channels.errors import CallFailed


def is_right(
    channel: Channel,
    form: forms.Form,
    *,
    before: Mapping[str, Any],
    organisation_id: int,
    shown: Container[str],
) -> bool:
    """Whether the platform takes the values of a form that is valid; what it refuses stands on the form afterwards.

    Only a value that a test blames is refused: a permission that is missing, or a platform that does not answer, keeps
    nobody from going on. Nothing is asked when no such value differs from those ``before``. ``shown`` are the fields
    a person sees. Calls the platform, so no transaction may be open.
    """
    given = form.cleaned_data
    tests = [one for one in channel.permissions if one.blames]
    if all(given.get(name) == before.get(name) for one in tests for name in one.blames.values()):
        return True
    desk = DraftDesk(channel.slug, given, organisation_id)
    for one in tests:
        try:
            one.test(desk)
        except CallFailed as error:
            if error.code in one.blames:
                name = one.blames[error.code]
                form.add_error(name if name in shown else None, in_words(str(error.sentence)))
                return False
    return True
