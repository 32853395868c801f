"""What an outside program must know to drive the demo: ``demo info`` prints it.

Beside the data lies which organisation was filled last, and a token into it, readable by the data's owner only.
"""

import json
import os
from typing import Any

from django.conf import settings

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.accounts.queries import administrators
from changlai.channels.models import Account
from changlai.kernel.tenancy import scope

_FILE = "demo.json"


def keep(member: Member) -> None:
    """Remember the organisation of ``member``, for whom a token is made. Call it in the organisation's scope."""
    _, value = accounts.create_api_token(member=member, name="demo", by=member)
    organisation = Organisation.objects.get(id=member.organisation_id)
    file = settings.DATA_DIR / _FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps({"organisation": organisation.slug, "api_token": value}))


def filled() -> Organisation | None:
    """The organisation that was filled last, if there is one."""
    slug = _kept().get("organisation")
    if slug is None:  # before the first start, when there are no tables either
        return None
    return Organisation.objects.filter(slug=slug).first()


def administrator(organisation: Organisation) -> Member:
    """Who has been its administrator for longest."""
    with scope(organisation.pk):
        return Member.objects.select_related("user").get(id=administrators(limit=1)[0].pk)


def info() -> dict[str, Any] | None:
    """Addresses, token and keys of the running demo; None while there is none."""
    organisation = filled()
    if organisation is None:
        return None
    with scope(organisation.pk):
        accounts_found = list(Account.objects.filter(parent__isnull=True).order_by("id"))
        endpoints = list(Account.objects.filter(parent__isnull=False).order_by("id"))
        described = [_described(account, endpoints) for account in accounts_found]
    return {
        "base_url": settings.PUBLIC_URL,
        "organisation": {"slug": organisation.slug, "name": organisation.name, "id": organisation.pk},
        "api": {"base_url": f"{settings.PUBLIC_URL}/api/v1", "token": _kept().get("api_token", "")},
        "channels": described,
        "sandbox": {
            "url": settings.SANDBOX_URL,
            "phone": f"{settings.SANDBOX_URL}/phone",
            "shop": f"{settings.SANDBOX_URL}/shop",
            "mail": f"{settings.SANDBOX_URL}/mail",
            "weibo": f"{settings.SANDBOX_URL}/weibo",
            "control": f"{settings.SANDBOX_URL}/_sandbox",
        },
        "database_url": os.environ.get("CHANGLAI_DATABASE_URL", ""),
        "sign_in_link": accounts.issue_sign_in_link(user=administrator(organisation).user, organisation=organisation),
    }


def _described(account: Account, endpoints: list[Account]) -> dict[str, Any]:
    return {
        "channel": account.channel,
        "name": account.name,
        "id": account.id,
        "callback_url": f"{settings.PUBLIC_URL}/hooks/{account.channel}/{account.hook_key}",
        "key": account.hook_key,
        "settings": account.settings,
        "endpoints": [
            {"id": e.id, "external_id": e.external_id, "name": e.name} for e in endpoints if e.parent_id == account.id
        ],
    }


def _kept() -> dict[str, str]:
    file = settings.DATA_DIR / _FILE
    found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return found
