"""What is pulled from a platform: lists from their beginning, feeds from where they are."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from changlai.channels import orders, registry
from changlai.channels.contracts import Bell
from changlai.channels.errors import AccountOff
from changlai.channels.models import Account, Stream
from changlai.kernel import jobs


def sync(*, account: Account) -> None:
    """Pull every stream of the channel from its beginning: at connection, every night, and by hand.

    A stream whose permission is missing only says so. A feed has no end, so it goes on from where it is. Raises
    AccountOff.
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
    _begin(account, spec.streams)
    follow_feeds(account)


def resume(*, account: Account) -> None:
    """Pull streams that had stopped with an error, from where they were: its cause is perhaps over."""
    if account.is_active:
        stopped = Stream.objects.filter(account=account).exclude(error="")
        _begin(account, list(stopped.values_list("key", flat=True)))


def _begin(account: Account, keys: Collection[str]) -> None:
    """Order a pull for each, by way of a look at the permissions where one is needed."""
    permissions = registry.channel(account.channel).permissions
    needy = {key for key in keys if any(key.startswith(one.streams) for one in permissions)}
    if needy:
        jobs.add("jobs", [orders.start_job(account.organisation_id, account.id)])
    free = [key for key in keys if key not in needy]
    jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in free])


def stop_streams(*, account: Account, sentences: Mapping[str, str]) -> None:
    """These streams run no more, each for the reason that is said with its key."""
    for key, sentence in sentences.items():
        Stream.objects.filter(account=account, key=key).update(error=sentence, is_running=False)


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
