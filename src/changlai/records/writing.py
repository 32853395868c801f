"""What lists hand to an attribute's ``write``, read as the form of the record's page reads it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import Field

from changlai.kernel.errors import Refusal


def text_of(raw: object) -> str:
    """One value as text, of what a form or JSON holds: its first when there are several."""
    told = raw[0] if isinstance(raw, list | tuple) and raw else raw
    return str(told or "").replace("\x00", "").strip()


def read_by(field: Field, raw: object, refuse: Callable[[str], Refusal]) -> object:
    """What was written, as a field of a form reads it. Raises what ``refuse`` makes of the form's sentence."""
    try:
        value: object = field.clean(text_of(raw))
    except ValidationError as error:
        raise refuse(" ".join(error.messages)) from error
    return value
