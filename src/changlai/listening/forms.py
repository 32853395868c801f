"""What people fill in about topics and sources."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.channels.models import Account
from changlai.listening.actions import SourceWish, TopicWish
from changlai.listening.contracts import EXPRESSION_LENGTH, MOST_RETENTION, NAME_LENGTH
from changlai.listening.enums import Ground, SourceKind, TopicKind
from changlai.listening.errors import BadExpression
from changlai.listening.labels import PLATFORMS
from changlai.listening.matching import compiled
from changlai.listening.models import MentionSource, Topic, WatchedAuthor

MOST_WATCHED = 200  # accounts of one topic
FILE_BYTES = 20 * 1024 * 1024
_QUIET = {"autocomplete": "off"}
_PLATFORMS = [(slug, label) for slug, label in PLATFORMS.items()]


class ExpressionField(forms.CharField):
    """Words with AND, OR, NOT and NEAR; what cannot be read is said with its place."""

    def clean(self, value: object) -> str:
        text = cast("str", super().clean(value))
        try:
            compiled(text)
        except BadExpression as refused:
            near = text[refused.place : refused.place + 12] or text[-12:]
            if not near:
                raise ValidationError(str(refused.sentence)) from None
            raise ValidationError(
                _now("%(why)s (at character %(place)d: “%(near)s”)")
                % {"why": refused.sentence, "place": refused.place + 1, "near": near}
            ) from None
        return text


class TopicForm(forms.Form):
    """A topic: what is listened for."""

    name = forms.CharField(
        label=pgettext_lazy("topic", "Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give the topic a name, for example that of the brand.")},
    )
    kind = forms.ChoiceField(label=_("What it is about"), choices=[(one.value, one.label) for one in TopicKind])
    expression = ExpressionField(
        label=_("Words"),
        required=False,
        max_length=EXPRESSION_LENGTH,
        help_text=_("Any of the words, on one line or several. Join with AND, OR, NOT, NEAR/5; “...” keeps a phrase."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    exclusions = ExpressionField(
        label=_("Never with these words"),
        required=False,
        max_length=EXPRESSION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    platforms = forms.MultipleChoiceField(
        label=_("Only on these platforms"),
        required=False,
        choices=_PLATFORMS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: on all of them."),
    )
    watched = forms.CharField(
        label=_("Accounts to watch"),
        required=False,
        help_text=_("One a line: the platform, then their name or address there, as in “weibo 测评君阿强”."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )

    def clean_watched(self) -> list[tuple[str, str]]:
        """(platform, handle) of each line."""
        found = []
        for line in str(self.cleaned_data["watched"]).splitlines():
            platform, _space, handle = line.strip().partition(" ")
            if not platform:
                continue
            slug = _slug_of(platform)
            if slug is None or not handle.strip() or len(handle.strip()) > NAME_LENGTH * 3:
                raise ValidationError(
                    _("“%(line)s” cannot be read. Write the platform, a space, and the name or address there."),
                    params={"line": line[:40]},
                )
            found.append((slug, handle.strip()))
        if len(found) > MOST_WATCHED:
            raise ValidationError(_("A topic watches at most 200 accounts. Make a second topic."))
        return found

    def wish(self) -> TopicWish:
        """What was filled in."""
        told = self.cleaned_data
        return TopicWish(
            told["name"],
            TopicKind(told["kind"]),
            told["expression"],
            told["exclusions"],
            told["platforms"],
            told["watched"],
            tone=TONES[TopicKind(told["kind"])],
        )


TONES = {TopicKind.BRAND: 1, TopicKind.PRODUCT: 3, TopicKind.CAMPAIGN: 5, TopicKind.COMPETITOR: 7}


def _slug_of(platform: str) -> str | None:
    """A platform by its word or by its name in the language of the page."""
    names = {str(label).casefold(): slug for slug, label in PLATFORMS.items()}
    return platform.casefold() if platform.casefold() in PLATFORMS else names.get(platform.casefold())


def topic_held(topic: Topic, watched: Sequence[WatchedAuthor]) -> dict[str, object]:
    """What the form shows of a topic."""
    return {
        "name": topic.name,
        "kind": topic.kind,
        "expression": topic.expression,
        "exclusions": topic.exclusions,
        "platforms": topic.platforms,
        "watched": "\n".join(f"{one.platform} {one.handle}" for one in watched),
    }


class SourceForm(forms.Form):
    """A line of the register of sources."""

    name = forms.CharField(
        label=pgettext_lazy("topic", "Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give the source a name.")},
    )
    kind = forms.ChoiceField(label=_("How mentions come in"), choices=[(one.value, one.label) for one in SourceKind])
    account = forms.TypedChoiceField(
        label=_("Channel account"),
        coerce=int,
        empty_value="",
        required=False,
        help_text=_("Of a channel account only."),
    )
    url = forms.CharField(
        label=_("Address of the feed"), max_length=2_000, required=False, help_text=_("Of an RSS or Atom feed only.")
    )
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("As each mention says")), *_PLATFORMS],
        help_text=_("Of mentions that do not say it themselves."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        error_messages={"required": _("Say what these mentions are collected for. Without a purpose nothing is.")},
        widget=forms.TextInput(attrs=_QUIET),
    )
    origin = forms.CharField(
        label=_("Who gives them"),
        max_length=500,
        error_messages={"required": _("Say who gives these mentions: the platform, a vendor, a site.")},
        widget=forms.TextInput(attrs=_QUIET),
    )
    ground = forms.ChoiceField(label=_("Lawful because"), choices=[(one.value, one.label) for one in Ground])
    retention_days = forms.IntegerField(
        label=_("Days kept"),
        min_value=1,
        max_value=MOST_RETENTION,
        initial=365,
        help_text=_("Then mentions are deleted, and the figures move with them."),
    )
    is_on = forms.BooleanField(label=_("Collect now"), required=False, initial=True)

    def offer(self, accounts: Sequence[Account]) -> None:
        """The channel accounts one may choose from."""
        field = cast("forms.TypedChoiceField", self.fields["account"])
        field.choices = [("", "-"), *((str(one.pk), one.name) for one in accounts)]

    def wish(self, kind: SourceKind | None = None) -> SourceWish:
        """What was filled in; the kind of a line that is there stays."""
        told = self.cleaned_data
        return SourceWish(
            told["name"],
            kind or SourceKind(told["kind"]),
            told["purpose"],
            told["origin"],
            Ground(told["ground"]),
            told["retention_days"],
            told["platform"],
            int(told["account"] or 0),
            told["url"],
            told["is_on"],
        )


def source_held(source: MentionSource) -> dict[str, object]:
    """What the form shows of a line."""
    names = ("name", "kind", "url", "platform", "purpose", "origin", "ground", "retention_days", "is_on")
    return {name: getattr(source, name) for name in names} | {"account": str(source.account_id or "")}


class FileForm(forms.Form):
    """A table of mentions."""

    file = forms.FileField(
        label=_("CSV or JSON lines"),
        help_text=_("With columns such as text, time, platform, author, address; at most 20 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
