"""Invented people and things for the gallery of components. Nothing here is about customers: any product would do."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from changlai.ui.icons import icon_names

HOSTILE = "\u202eevil\u202c<script>alert(1)</script>"


class SampleForm(forms.Form):
    """Every kind of field, as pages draw it with ``ui.fields``."""

    name = forms.CharField(
        label=pgettext_lazy("sample", "Name"), help_text=pgettext_lazy("sample", "As colleagues see it.")
    )
    group = forms.ChoiceField(
        label=pgettext_lazy("sample", "Group"),
        choices=[("a", pgettext_lazy("sample", "First")), ("b", pgettext_lazy("sample", "Second"))],
    )
    text = forms.CharField(
        label=pgettext_lazy("sample", "Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("sample", "Kind"),
        choices=[("x", pgettext_lazy("sample", "One")), ("y", pgettext_lazy("sample", "Many"))],
        widget=forms.RadioSelect,
    )
    picture = forms.FileField(label=pgettext_lazy("sample", "Picture"), required=False)
    password = forms.CharField(label=pgettext_lazy("sample", "Password"), widget=forms.PasswordInput)
    keep = forms.BooleanField(label=pgettext_lazy("sample", "Remember this device for 14 days"), required=False)


def marks() -> list[SimpleNamespace]:
    """One channel mark of every colour."""
    drawn = (
        ("kf", "headset"), ("wecom", "brand-wechat"), ("weibo", "brand-weibo"), ("douyin", "brand-tiktok"),
        ("mp", "rss"), ("web", "world"), ("mail", "mail"), ("tel", "phone"), ("qq", "brand-qq"),
        ("li", "brand-linkedin"), ("order", "receipt"), ("auto", "route"), ("form", "forms"), ("note", "pencil"),
        ("scan", "qrcode"),
    )  # fmt: skip
    found = [SimpleNamespace(css=f"ch-{css}", icon=icon, label=css, glyph="") for css, icon in drawn]
    return [*found, SimpleNamespace(css="ch-xhs", icon="", label="xhs", glyph="书")]


def context() -> dict[str, Any]:
    """What ui/gallery.html shows."""
    now = timezone.now()
    return {
        "icons": sorted(icon_names()),
        "marks": marks(),
        "form": SampleForm(),
        "wrong": SampleForm({"group": "z"}),
        "hostile": HOSTILE,
        "moments": [now - timedelta(minutes=3), now - timedelta(days=1), now - timedelta(days=9)],
        "soon": now + timedelta(minutes=42),
    }
