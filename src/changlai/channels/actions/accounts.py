"""Connecting accounts, changing their settings, switching them off and on."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.channels import queries, registry
from changlai.channels.actions.streams import follow_feeds, resume, sync
from changlai.channels.errors import AlreadyConnected, CannotRenew
from changlai.channels.models import Account, Stream, Token, new_hook_key
from changlai.kernel import audit, sse, turns


@transaction.atomic
def connect(*, channel: str, name: str, settings: Mapping[str, Any], by: Member | None) -> Account:
    """Connect an account and begin to pull what it has. ``settings`` have passed the channel's form.

    Raises AlreadyConnected when the same app of the platform is.
    """
    spec = registry.channel(channel)
    refuse_twin(channel, settings)
    account = Account.objects.create(
        channel=channel, product=next(iter(spec.products)), name=name, settings=dict(settings), hook_key=new_hook_key()
    )
    audit.record("channels.connected", actor=by, obj=account, changes={"channel": channel, "name": name})
    sync(account=account)
    return account


def refuse_twin(channel: str, settings: Mapping[str, Any], *, but: int = 0) -> None:
    """Settings are sealed, so no constraint can compare them: who connects takes turns, and looks.

    Raises AlreadyConnected when another account than ``but`` is that connection.
    """
    turns.take("channels.accounts")
    twin = queries.twin_of(channel, settings, but=but)
    if twin is not None:
        raise AlreadyConnected(twin.name)


@transaction.atomic
def change_settings(
    *, account: Account, name: str, settings: Mapping[str, Any], by: Member, forget: Collection[str] = ()
) -> None:
    """Keep new settings; an empty secret field keeps the old secret, unless it is to ``forget``. Cached tokens go.

    Streams that had stopped with an error go on from where they were: the settings were perhaps the reason. Raises
    AlreadyConnected when they are those of another account.
    """
    secrets = registry.channel(account.channel).secret_fields - set(forget)
    kept = {key: value for key, value in account.settings.items() if key in secrets and not settings.get(key)}
    changed = {**settings, **kept}
    refuse_twin(account.channel, changed, but=account.id)
    account.settings, account.name = changed, name
    account.save(update_fields=["settings", "name"])
    Token.objects.filter(account=account).update(expires_at=None, refused_until=None)
    if account.is_active:
        follow_feeds(account)
        resume(account=account)
    announce_change(account)
    audit.record("channels.changed", actor=by, obj=account, changes={"fields": sorted(settings)})


@transaction.atomic
def renew_secret(*, account: Account, by: Member) -> str:
    """A fresh secret; the one until now goes on working beside it. Raises CannotRenew."""
    renew = registry.channel(account.channel).renew
    if renew is None:
        raise CannotRenew
    account.settings = dict(renew(account.settings))
    account.save(update_fields=["settings"])
    announce_change(account)
    audit.record("channels.secret_renewed", actor=by, obj=account, changes={})
    return str(account.settings["secret"])


@transaction.atomic
def switch(*, account: Account, on: bool, by: Member) -> None:
    """Stop or resume taking callbacks and sending, for its endpoints too. Nothing is deleted.

    What the platform told nobody meanwhile is fetched when the account is switched on again.
    """
    account.is_active = on
    account.save(update_fields=["is_active"])
    Account.objects.filter(parent=account).update(is_active=on)
    if on:
        sync(account=account)
    else:
        Stream.objects.filter(account=account).update(is_running=False)
    announce_change(account)
    audit.record("channels.switched_on" if on else "channels.switched_off", actor=by, obj=account, changes={})


def announce_change(account: Account) -> None:
    """Edge processes keep accounts for a moment; tell them to look again."""
    sse.tell("edge", "account", account=account.root_id)
