"""What is pulled from a platform: lists from their beginning, feeds from where they are."""

from django.utils import timezone

from changlai.channels import orders, registry
from changlai.channels.contracts import Bell
from changlai.channels.errors import AccountOff
from changlai.channels.models import Account, Stream
from changlai.kernel import jobs


def sync(*, account: Account) -> None:
    """Pull every stream of the channel from its beginning: at connection, every night, and by hand.

    A feed has no end, so it goes on from where it is. Raises AccountOff.
    """
    if not account.is_active:
        raise AccountOff
    spec = registry.channel(account.channel)
    if spec.puller is None:
        return
    now = timezone.now()
    for key in spec.streams:
        Stream.objects.update_or_create(
            account=account,
            key=key,
            defaults={
                "organisation_id": account.organisation_id,
                "cursor": "",
                "done": 0,
                "total": 0,
                "is_running": True,
                "started_at": now,
                "finished_at": None,
                "error": "",
            },
        )
    jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in spec.streams])
    follow_feeds(account)


def follow_feeds(account: Account) -> None:
    """Pull the account's feeds from where they are, listen to them, and let go of those that its settings end."""
    channel = registry.channel(account.channel)
    if channel.feeds is None:
        return
    keys = list(channel.feeds(account.settings))
    Stream.objects.filter(account=account).exclude(key__in=[*channel.streams, *keys]).delete()
    Stream.objects.bulk_create(
        [Stream(organisation_id=account.organisation_id, account=account, key=key) for key in keys],
        ignore_conflicts=True,
    )
    jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in keys])
    if channel.listener:
        jobs.add("listen", [orders.listen_job(account.organisation_id, account.id, key) for key in keys])
