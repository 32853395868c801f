"""Scripts as the picker of a composer shows them: with this conversation's values filled in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone

from changlai.accounts.models import Member, Organisation
from changlai.channels import queries as channels
from changlai.content import queries as content
from changlai.content.contracts import Values, filled
from changlai.content.models import Script
from changlai.customers import queries as customers
from changlai.inbox.models import Conversation


def values_of(conversation: Conversation, member: Member, organisation: Organisation, now: datetime) -> Values:
    """What the variables of a script stand for in this conversation. Of a customer out of sight only the name."""
    customer = conversation.customer
    known = customers.visible_to(member).filter(pk=customer.pk).exists()
    return {
        "customer.name": customer.name,
        "customer.company": customer.company if known else "",
        "customer.city": customer.city if known else "",
        "member.name": member.name,
        "member.title": member.title,
        "organisation.name": organisation.name,
        "channel.name": str(channels.product_of(conversation.account).label),
        "today": formats.date_format(timezone.localtime(now).date(), "DATE_FORMAT"),
    }


def said(scripts: Iterable[Script], values: Values, organisation: Organisation) -> list[dict[str, Any]]:
    """Each with its text filled in, the variables that have no value, and its files; one statement for the files."""
    found = list(scripts)
    files = content.files_of(found)
    return [_said(script, values, files[script.pk], organisation.slug) for script in found]


def _said(script: Script, values: Values, files: list[Any], slug: str) -> dict[str, Any]:
    text = filled(script.text, values)
    return {
        "id": script.pk,
        "title": script.title,
        "shortcut": script.shortcut,
        "folder": script.folder,
        "text": text.text,
        "missing": list(text.missing),
        "files": [
            {
                "name": file.name,
                "type": file.media_type,
                "url": reverse("content:file", args=[slug, script.pk, file.pk]),
            }
            for file in files
        ],
    }
