"""Print a one-time sign-in link for somebody who cannot get in, for example after forgetting the password.

Whoever may run this on the server may enter as anybody: that is written to the audit log.
"""

import argparse

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", help="the e-mail address or phone number the person signs in with")
    parser.add_argument("--organisation", metavar="SLUG", help="where to, when the person is in several")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        print(link_for(options.account, options.organisation))
    return 0


def link_for(account: str, slug: str | None) -> str:
    """A link good for ten minutes, once. Raises Trouble when there is nobody, or no telling where to."""
    from changlai.accounts import actions, queries  # noqa: PLC0415 (app ready)
    from changlai.accounts.models import Organisation, User  # noqa: PLC0415 (app ready)
    from changlai.accounts.sign_in_names import normalised  # noqa: PLC0415 (app ready)
    from changlai.kernel import audit  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    known = normalised(account)
    user = (
        User.objects.filter(email=known.email).first()
        if known.email
        else User.objects.filter(phone=known.phone).first()
    )
    if user is None:
        raise Trouble(f"nobody signs in as {account}; check the spelling")
    homes = [entrance.organisation for entrance in queries.organisations_of(user)]
    chosen = [home for home in homes if slug in {None, home.slug}]
    if len(chosen) != 1:
        names = ", ".join(sorted(home.slug for home in homes)) or "none"
        raise Trouble(f"{account} belongs to these organisations: {names}; name one with --organisation")
    organisation = Organisation.objects.get(pk=chosen[0].pk)
    with scope(organisation.pk):
        audit.record("accounts.link.issued_by_operator", actor=None, obj=user, changes={})
    return actions.issue_sign_in_link(user=user, organisation=organisation)
