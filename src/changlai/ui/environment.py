"""The Jinja2 environment of every template of ours (named in settings.TEMPLATES)."""

from typing import Any

from django.http import QueryDict
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import urlencode
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from changlai.ui import forms, numbers, text, times
from changlai.ui.addresses import within
from changlai.ui.icons import icon
from changlai.ui.static_files import address as static


def environment(**options: Any) -> Environment:  # noqa: ANN401 - Django's backend hands its options through
    """Escapes everything, refuses unknown names, speaks the request's language."""
    options |= {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    }
    made = Environment(**options)  # noqa: S701 - autoescape is on, above
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.finalize = _finalize
    made.globals |= {"static": static, "url": url, "icon": icon, "island": island}
    made.filters |= {
        "attributes": text.attributes,
        "bdi": text.isolated,
        "initials": text.initials,
        "linked": text.linked,
        "plain": text.plain,
        "tone": text.tone,
        "clock": times.clock,
        "day_heading": times.day_heading,
        "moment_words": times.moment_words,
        "duration": times.duration,
        "exact": times.exact,
        "hour": times.hour,
        "relative_time": times.relative_time,
        "relative_words": times.relative_words,
        "filesize": numbers.filesize,
        "money": numbers.money,
        "number": numbers.number,
        "phone": numbers.phone,
        "control": forms.control,
        "choices": forms.choices,
    }
    made.tests |= {"check_field": forms.is_check, "group_field": forms.is_group, "file_field": forms.is_file}
    return made


@pass_context
def url(context: Context, name: str, **arguments: Any) -> str:  # noqa: ANN401 - parts of the address
    """The address called ``name``. The page's organisation is filled in; ``query={...}`` adds a query string."""
    query = arguments.pop("query", None)
    organisation = context.get("organisation")
    inside = organisation.slug if organisation is not None and "organisation" not in arguments else ""
    found = within(inside, name, **arguments)
    asked = query.urlencode() if isinstance(query, QueryDict) else urlencode(query or {}, doseq=True)
    return f"{found}?{asked}" if asked else found


def island(path: str) -> Markup:
    """Attributes that bring an element to life: ``island("inbox/composer")`` loads inbox/islands/composer.js."""
    module, name = path.split("/")
    return Markup('data-island="{}" data-island-src="{}"').format(name, static(f"{module}/islands/{name}.js"))


def _finalize(value: object) -> object:
    """Lazy translations become text here, so that Jinja2 escapes them like any other."""
    return str(value) if isinstance(value, Promise) else value
