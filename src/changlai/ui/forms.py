"""Django form fields with our classes. The macro ``ui.field`` draws label, help and errors around them."""

from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.utils.safestring import SafeString

from changlai.ui.static_files import address

_CLASSES = (
    ((CheckboxInput,), "form-check-input"),
    ((Select,), "form-select"),
    ((Textarea,), "form-control cl-area"),
    ((FileInput,), "cl-hush"),
)


def control(bound: BoundField, **attributes: str) -> SafeString:
    """The field's widget, tied to its help and errors for screen readers (Django sets ``aria-*``)."""
    own = bound.field.widget.attrs.get("class", "")
    classes = [own, _class_of(bound), "is-invalid" if bound.errors else ""]
    if isinstance(bound.field.widget, Textarea):
        attributes = {"data-island": "autogrow", "data-island-src": address("ui/islands/autogrow.js"), **attributes}
    return bound.as_widget(attrs={"class": " ".join(filter(None, classes)), **attributes})


def choices(bound: BoundField) -> list[tuple[SafeString, str]]:
    """Each choice of a group: its tick box or radio button, and its label."""
    found = []
    for option in bound.subwidgets:
        option.data["attrs"] |= {"class": "form-check-input"}
        found.append((option.tag(), option.choice_label))
    return found


def is_check(bound: BoundField) -> bool:
    """A single tick box, whose label stands behind it."""
    return isinstance(bound.field.widget, CheckboxInput)


def is_group(bound: BoundField) -> bool:
    """Several choices to tick, whose label is a legend."""
    return isinstance(bound.field.widget, (CheckboxSelectMultiple, RadioSelect))


def is_file(bound: BoundField) -> bool:
    """Files to choose; the browser's own button speaks the browser's language, so ours stands for it."""
    return isinstance(bound.field.widget, FileInput)


def _class_of(bound: BoundField) -> str:
    widget = bound.field.widget
    return next((name for kinds, name in _CLASSES if isinstance(widget, kinds)), "form-control")
