"""What a page of a platform says beside its deliveries: endpoints, colleagues, whose contacts somebody is."""

from collections.abc import Sequence

from changlai.channels import registry
from changlai.channels.actions.colleagues import take_turns
from changlai.channels.contracts import Endpoint, PlatformMember, Roster, TagList
from changlai.channels.models import Account, Stream
from changlai.kernel import db, discovery

NAME_LENGTH, ADDRESS_LENGTH = 120, 500  # of endpoints and colleagues, in characters


def keep_endpoints(*, account: Account, endpoints: Sequence[Endpoint], are_all: bool = False) -> None:
    """Make or rename the account's endpoints as the platform lists them; their streams are polled from now on.

    When these ``are_all`` there are, the others were deleted there: they are switched off, and polled no more.
    """
    for endpoint in endpoints:
        Account.objects.update_or_create(
            parent=account,
            external_id=endpoint.external_id,
            defaults={
                "organisation_id": account.organisation_id,
                "channel": account.channel,
                "product": endpoint.product,
                "name": endpoint.name[:NAME_LENGTH],
                "avatar_url": _kept_address(endpoint.avatar_url),
                "is_active": account.is_active,
            },
        )
    Stream.objects.bulk_create(
        [Stream(organisation_id=account.organisation_id, account=account, key=e.stream) for e in endpoints if e.stream],
        ignore_conflicts=True,
    )
    if are_all:
        gone = Account.objects.filter(parent=account).exclude(external_id__in=[e.external_id for e in endpoints])
        gone.update(is_active=False)
        listed = [*registry.channel(account.channel).streams, *(e.stream for e in endpoints)]
        Stream.objects.filter(account=account).exclude(key__in=listed).delete()


_COLLEAGUES = """
    insert into channels_colleague as c (organisation_id, account_id, external_id, name, avatar_url)
    select %s, %s, i, n, a from unnest(%b::text[], %b::text[], %b::text[]) x(i, n, a) order by i
    on conflict (organisation_id, account_id, external_id) do update set
      name = case when excluded.name <> '' then excluded.name else c.name end,
      avatar_url = case when excluded.avatar_url <> '' then excluded.avatar_url else c.avatar_url end"""


def keep_colleagues(*, account: Account, members: Sequence[PlatformMember]) -> None:
    """Keep how the platform calls our colleagues; what it does not tell this time is not forgotten."""
    if members:
        take_turns(account.id)
        latest = {member.external_id: member for member in members}
        names = [m.name[:NAME_LENGTH] for m in latest.values()]
        avatars = [_kept_address(m.avatar_url) for m in latest.values()]
        db.run(_COLLEAGUES, (account.organisation_id, account.id, list(latest), names, avatars))


def _kept_address(url: str) -> str:
    """The address of a picture; one that is longer than we keep is none, for the beginning of it leads nowhere."""
    return url if len(url) <= ADDRESS_LENGTH else ""


def keep_rosters(*, account: Account, rosters: Sequence[Roster]) -> None:
    """Hand complete lists of colleagues' contacts to whoever keeps relations, in this transaction."""
    keepers = [room.KEEPER for room in discovery.rooms("rosters")] if rosters else []
    for roster in rosters:
        for keeper in keepers:
            keeper.keep(account.organisation_id, account.root_id, roster)


def keep_tag_list(*, account: Account, listed: TagList | None) -> None:
    """Hand the complete list of an account's tags to whoever keeps tags, in this transaction."""
    if listed is not None:
        for room in discovery.rooms("tag_lists"):
            room.KEEPER.keep(account.organisation_id, account.root_id, listed)
