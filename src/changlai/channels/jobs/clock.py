"""What comes round by the clock: the nightly reconcile, a look at streams whose bell was lost, the counters."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.channels import actions, collecting, orders, registry
from changlai.channels.contracts import Bell
from changlai.channels.models import Account, Stream
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import add


@cron("channels.nightly", every=timedelta(days=1), offset=timedelta(hours=18, minutes=17))  # 02:17 in China
def nightly() -> None:
    """Reconcile every account with its platform: callbacks alone lose data."""
    in_each(accounts.organisation_ids(), _reconcile)


def _reconcile(_organisation_id: int) -> None:
    for account in Account.objects.filter(parent__isnull=True, is_active=True):
        actions.sync(account=account)


@cron("channels.authorisations", every=timedelta(days=1), offset=timedelta(hours=1, minutes=23))  # 09:23 in China
def warn_of_ends() -> None:
    """Who manages channels hears in time that an account must be authorised again."""
    now = timezone.now()
    in_each(accounts.organisation_ids(), lambda one: actions.warn_of_ends(one, now=now))


@cron("channels.tallies", every=timedelta(minutes=10))
def fold() -> None:
    """Keep the health counters few."""
    in_each(accounts.organisation_ids(), lambda _: actions.fold_tallies())


@cron("channels.poll", every=timedelta(minutes=5))
def poll() -> None:
    """A bell that never rang, a listener that was lost: pull feeds and streams of active endpoints now and then."""
    in_each(accounts.organisation_ids(), _poll)


def _poll(organisation_id: int) -> None:
    known = Stream.objects.filter(account__is_active=True).exclude(key__in=_full_streams())
    streams = collecting.open_streams(organisation_id, known.values_list("account_id", "account__channel", "key"))
    add("jobs", [orders.pull_job(organisation_id, account_id, Bell(key)) for account_id, _, key in streams])
    listeners = [slug for slug, channel in registry.channels().items() if channel.listener]
    heard = [(account_id, key) for account_id, channel, key in streams if channel in listeners]
    add("listen", [orders.listen_job(organisation_id, account_id, key) for account_id, key in heard])


def _full_streams() -> list[str]:
    return sorted({key for channel in registry.channels().values() for key in channel.streams})
