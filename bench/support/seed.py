"""``python -m bench.support.seed '{"members": 2, "custom": 1}'``: make a company by the product's own actions.

A program of its own, so that the benchmark's process never loads Django. Prints the company as JSON.
"""

import base64
import json
import secrets
import sys
from typing import Any

from changlai.cli.django import load_django

SLUG = "bench"


def main() -> None:
    load_django()
    wanted = json.loads(sys.argv[1])
    print(json.dumps(_company(members=wanted.get("members", 2), custom=wanted.get("custom", 1))))


def _company(*, members: int, custom: int) -> dict[str, Any]:
    from changlai.accounts import actions as accounts  # noqa: PLC0415 - app ready
    from changlai.channels import actions as channels  # noqa: PLC0415 - app ready
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 - app ready

    organisation = accounts.create_organisation(name="量尺家居", slug=SLUG)
    hired = [
        accounts.create_member(
            organisation=organisation,
            name=f"同事{number}",
            sign_in_name=f"m{number}@bench.example",
            role="admin" if number == 0 else "agent",
        )
        for number in range(members)
    ]
    with scope(organisation.pk):
        wecom = channels.connect(channel="wecom", name="企业微信", settings=_wecom(), by=hired[0])
        others = [
            channels.connect(channel="webhook", name=f"商城{n}", settings=_custom(n), by=hired[0])
            for n in range(custom)
        ]
    _, token = accounts.create_api_token(member=hired[0], name="bench", by=hired[0])
    return {
        "id": organisation.pk,
        "slug": organisation.slug,
        "wecom": _hook(wecom),
        "custom": [_hook(one) for one in others],
        "colleagues": [
            {
                "member_id": member.pk,
                "name": member.name,
                "link": accounts.issue_sign_in_link(user=member.user, organisation=organisation),
            }
            for member in hired
        ],
        "api_token": token,
    }


def _hook(account: Any) -> dict[str, Any]:  # noqa: ANN401 - a model that may only be imported once apps are ready
    return {
        "account_id": account.pk,
        "path": f"/hooks/{account.channel}/{account.hook_key}",
        "settings": account.settings,
    }


def _wecom() -> dict[str, Any]:
    letters = base64.b64encode(secrets.token_bytes(48)).decode().replace("+", "A").replace("/", "B")
    return {
        "corpid": f"ww{secrets.token_hex(8)}",
        "agentid": "1000002",
        "secret": secrets.token_urlsafe(32),
        "kf_secret": "",
        "token": secrets.token_hex(12),
        "encoding_aes_key": letters[:42] + "A",
        "welcome_text": "",
        "kf_welcome_text": "",
        "unionid_scope": "",
    }


def _custom(number: int) -> dict[str, Any]:
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return {"secret": secret, "send_url": "", "id_space": f"shop{number}", "unionid_scope": ""}


if __name__ == "__main__":
    main()
