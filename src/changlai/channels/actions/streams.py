"""What is pulled from a platform: lists from their beginning, feeds from where they are."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from changlai.channels import collecting, orders, registry
from changlai.channels.contracts import WATCH, Bell
from changlai.channels.errors import AccountOff, CannotWatch
from changlai.channels.models import Account, Stream
from changlai.kernel import jobs


def sync(*, account: Account) -> None:
    """Pull every stream of the channel from its beginning: at connection, every night, and by hand.

    A stream whose permission is missing only says so; one that collects what others say begins when the register of
    sources allows it. A feed has no end, so it goes on from where it is. Raises AccountOff.
    """
    if not account.is_active:
        raise AccountOff
    spec = registry.channel(account.channel)
    if spec.puller is None or _waits(account):
        return
    now = timezone.now()
    keys = collecting.open_keys(account, spec.streams)
    for key in keys:
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
    _begin(account, keys)
    follow_feeds(account)


def resume(*, account: Account) -> None:
    """Pull streams that had stopped with an error, from where they were: its cause is perhaps over."""
    if account.is_active and not _waits(account):
        stopped = Stream.objects.filter(account=account).exclude(error="")
        _begin(account, collecting.open_keys(account, list(stopped.values_list("key", flat=True))))


def _waits(account: Account) -> bool:
    """Nobody has authorised it yet, so nothing can be pulled."""
    authorising = registry.channel(account.channel).authorising
    return authorising is not None and not authorising.is_given(account.settings)


def _begin(account: Account, keys: Collection[str]) -> None:
    """Order a pull for each, by way of a look at the permissions where one is needed."""
    permissions = registry.channel(account.channel).permissions
    needy = {key for key in keys if any(key.startswith(one.streams) for one in permissions)}
    if needy:
        jobs.add("jobs", [orders.start_job(account.organisation_id, account.id)])
    _pull(account, [key for key in keys if key not in needy])


def _pull(account: Account, keys: Collection[str]) -> None:
    jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key)) for key in keys])


def stop_streams(*, account: Account, sentences: Mapping[str, str]) -> None:
    """These streams run no more, each for the reason that is said with its key."""
    for key, sentence in sentences.items():
        Stream.objects.filter(account=account, key=key).update(error=sentence, is_running=False)


def follow_feeds(account: Account) -> None:
    """Pull the account's feeds from where they are, listen to them, and let go of those that its settings end."""
    channel = registry.channel(account.channel)
    if channel.feeds is None or _waits(account):
        return
    keys = list(channel.feeds(account.settings))
    ended = Stream.objects.filter(account=account).exclude(key__in=[*channel.streams, *keys])
    ended.exclude(key__startswith=WATCH).delete()
    Stream.objects.bulk_create(
        [Stream(organisation_id=account.organisation_id, account=account, key=key) for key in keys],
        ignore_conflicts=True,
    )
    _pull(account, collecting.open_keys(account, keys))
    if channel.listener:
        jobs.add("listen", [orders.listen_job(account.organisation_id, account.id, key) for key in keys])


def watch(*, account: Account, handles: Collection[str]) -> None:
    """Follow exactly these speakers' posts through the account, and let go of the others.

    ``handles`` are names or addresses as somebody entered them. Raises CannotWatch when one names nobody there.
    """
    voice = registry.channel(account.channel).voice
    if voice is None or voice.watch is None:
        raise CannotWatch
    try:
        keys = sorted({voice.watch(handle) for handle in handles})
    except ValueError as error:
        raise CannotWatch(str(error)) from None
    Stream.objects.filter(account=account, key__startswith=WATCH).exclude(key__in=keys).delete()
    Stream.objects.bulk_create(
        [Stream(organisation_id=account.organisation_id, account=account, key=key) for key in keys],
        ignore_conflicts=True,
    )
    collect(account=account)


def collect(*, account: Account) -> None:
    """The register of sources has changed: pull at once what may be collected through the account now."""
    if not account.is_active or _waits(account):
        return
    keys = Stream.objects.filter(account=account).order_by("key").values_list("key", flat=True)
    _pull(account, [key for key in collecting.open_keys(account, keys) if collecting.collects(account.channel, key)])
