"""Telling platforms that keep tags too: orders here, calls in jobs.

What is ordered is written down first (TagTwin, FollowMark: waiting), so that nothing is lost, nothing is sent twice and
the platform's echo changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from changlai.channels import capabilities
from changlai.channels.models import Account
from changlai.kernel import db
from changlai.kernel.jobs import NewJob, add
from changlai.tags.actions.turns import marking_goes_on
from changlai.tags.contracts import Mark
from changlai.tags.enums import TwinState, Way
from changlai.tags.models import FollowMark, GroupTwin, Tag, TagTwin

SPREAD = "tags.spread"
AFTER = 10.0  # seconds platforms wait to be told of very many: so many calls would hold up the rest of the same work
BURST = 1.0  # seconds an order waits, so that several of one moment are one call
_HOLD = """
    select account_id from tags_tagtwin where organisation_id = any(%b::bigint[]) and tag_id = any(%b::bigint[])
    order by id for share"""
# Told at once is what a platform knows the tag of; the rest when the tag is made there: see settle_twin.
_ORDER = """
    with ordered as (
    insert into tags_followmark as k (organisation_id, customer_id, account_id, colleague, tag_id, is_on, state,
      ordered_at, error)
    select distinct f.organisation_id, f.customer_id, f.account_id, f.colleague, x.t, x.is_on, 'waiting',
      clock_timestamp(), ''
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::bool[]) x(o, c, t, is_on)
    join tags_tagtwin w on w.organisation_id = x.o and w.tag_id = x.t
    join customers_follow f on f.organisation_id = x.o and f.customer_id = x.c and f.account_id = w.account_id
      and f.removed = ''
    where x.is_on or exists (
      select from tags_followmark y where y.organisation_id = x.o and y.account_id = f.account_id
        and y.customer_id = x.c and y.colleague = f.colleague and y.tag_id = x.t and y.is_on)
    on conflict (organisation_id, account_id, customer_id, colleague, tag_id) do update set
      is_on = excluded.is_on, state = 'waiting', ordered_at = excluded.ordered_at, error = ''
    where k.is_on <> excluded.is_on or k.state <> 'done'
    returning organisation_id, account_id, customer_id, colleague, tag_id, is_on)
    select distinct o.organisation_id, o.account_id, o.customer_id, o.colleague from ordered o
    join tags_tagtwin w on w.organisation_id = o.organisation_id and w.account_id = o.account_id and w.tag_id = o.tag_id
    where w.external_id <> '' or not o.is_on"""
_HOLD_CUSTOMERS = """
    select id from customers_customer where organisation_id = %(org)s and id in (
      select unnest(%(ids)b::bigint[]) union all
      select customer_id from customers_alias where organisation_id = %(org)s and old_id = any(%(ids)b::bigint[]))
    order by id for no key update"""
_AS_IT_IS = """
    select c.id, t.id, exists (
      select from tags_tagging k where k.organisation_id = %(org)s and k.customer_id = c.id and k.tag_id = t.id)
    from unnest(%(held)b::bigint[]) c(id) cross join tags_tag t
    where t.organisation_id = %(org)s and t.id = any(%(tags)b::bigint[]) order by c.id, t.id"""


def spread(changed: Sequence[Mark], displaced: Sequence[tuple[int, int, int]]) -> None:
    """Order what has changed here for every relation that lasts; what a platform told us is not told it back."""
    wanted = [
        (one.organisation_id, one.customer_id, one.tag_id, one.is_on)
        for one in changed
        if one.origin.way != Way.PLATFORM
    ]
    wanted += [(*key, False) for key in displaced]
    order_marks(wanted)


def order_spreading(organisation_id: int, customer_ids: Sequence[int], tag_ids: Iterable[int]) -> None:
    """The same of very many customers, AFTER a while and as it is then: see ``spread_as_it_is``."""
    if customer_ids:
        body = {"customer_ids": list(customer_ids), "tag_ids": sorted(tag_ids)}
        add("jobs", [NewJob(organisation_id, SPREAD, body, delay=AFTER)])


def spread_as_it_is(*, organisation_id: int, customer_ids: Sequence[int], tag_ids: Sequence[int]) -> None:
    """Order for these customers, or who they were merged into, that platforms have these tags as they are here now.
    What is so there already costs no call. Customers are locked first, as by whoever marks.
    """
    marking_goes_on([organisation_id])
    held = [row[0] for row in db.rows(_HOLD_CUSTOMERS, {"org": organisation_id, "ids": list(customer_ids)})]
    known = {"org": organisation_id, "held": held, "tags": list(tag_ids)}
    order_marks([(organisation_id, one, tag, is_on) for one, tag, is_on in db.rows(_AS_IT_IS, known)])


def spread_to(tag_ids: Iterable[int]) -> set[int]:
    """Which of these tags a platform has, or is to have, too; one statement."""
    return set(TagTwin.objects.filter(tag__in=list(tag_ids)).values_list("tag_id", flat=True))


def order_marks(wanted: Sequence[tuple[int, int, int, bool]]) -> None:
    """(organisation, customer, tag, on or off): for every lasting relation on platforms that have the tag."""
    if not wanted:
        return
    columns = [list(column) for column in zip(*wanted, strict=True)]
    # Whoever settles one now waits, or is seen.
    db.rows(_HOLD, (sorted(set(columns[0])), sorted(set(columns[2]))))
    order_jobs(db.rows(_ORDER, columns))


def order_waiting(account_id: int, tag_id: int) -> None:
    """A platform knows a tag from now on: order what waited for that."""
    waiting = FollowMark.objects.filter(account_id=account_id, tag_id=tag_id, state=TwinState.WAITING)
    order_jobs(waiting.values_list("organisation_id", "account_id", "customer_id", "colleague").distinct())


def order_jobs(relations: Iterable[db.Row]) -> None:
    """Order that what waits for these relations is told: (organisation, account, customer, colleague)."""
    add(
        "jobs",
        [
            NewJob(
                o,
                "tags.mark",
                {"account_id": a, "customer_id": c, "colleague": m},
                f"tags:mark:{a}:{c}:{m}",
                BURST,
            )
            for o, a, c, m in sorted(set(relations))
        ],
    )


def spread_definitions(tags: Sequence[Tag]) -> None:
    """Order these tags as they are now for every account that keeps tags."""
    accounts = keepers()
    if not tags or not accounts:
        return
    now = timezone.now()
    TagTwin.objects.bulk_create(
        [
            TagTwin(organisation_id=tag.organisation_id, tag=tag, account=account, changed_at=now)
            for account in accounts
            for tag in tags
        ],
        ignore_conflicts=True,
    )
    TagTwin.objects.filter(tag__in=list(tags), account__in=accounts).update(
        state=TwinState.WAITING, error="", changed_at=now
    )
    add("jobs", [_define_job(account) for account in accounts])


def order_definitions(account: Account) -> None:
    """Order that what waits for an account is brought there."""
    add("jobs", [_define_job(account)])


def _define_job(account: Account) -> NewJob:
    body = {"account_id": account.pk}
    return NewJob(account.organisation_id, "tags.define", body, f"tags:define:{account.pk}", BURST)


def keepers() -> list[Account]:
    """Accounts in use whose platform keeps tags too."""
    connected = Account.objects.filter(parent__isnull=True, is_active=True).order_by("id")
    return [account for account in connected if capabilities.has_tags(account)]


def forget_tags(tags: Sequence[Tag], *, replaced_by: Tag | None = None) -> None:
    """Order that the platforms delete these tags; who had them there gets ``replaced_by``."""
    if replaced_by is not None:
        worn = FollowMark.objects.filter(tag__in=list(tags), is_on=True)
        rows = worn.values_list("organisation_id", "customer_id").distinct()
        order_marks([(o, c, replaced_by.pk, True) for o, c in rows])
    gone: dict[Account, list[str]] = {}
    for twin in TagTwin.objects.select_related("account").filter(tag__in=list(tags)).exclude(external_id=""):
        gone.setdefault(twin.account, []).append(twin.external_id)
    add("jobs", [_forget_job(account, ids) for account, ids in gone.items() if account.is_active])


def _forget_job(account: Account, external_ids: Sequence[str]) -> NewJob:
    body = {"account_id": account.pk, "external_ids": sorted(external_ids)}
    return NewJob(account.organisation_id, "tags.forget", body)


def settle_twin(*, twin: TagTwin, group_id: str, external_id: str) -> None:
    """The platform has the tag as it was here when it was asked."""
    if group_id:
        GroupTwin.objects.bulk_create(
            [
                GroupTwin(
                    organisation_id=twin.organisation_id,
                    group_id=twin.tag.group_id,
                    account_id=twin.account_id,
                    external_id=group_id,
                )
            ],
            ignore_conflicts=True,
        )
    from_here = TagTwin.objects.filter(pk=twin.pk)
    from_here.update(external_id=external_id, name=twin.tag.name, group_name=twin.tag.group.name, error="")
    from_here.filter(changed_at=twin.changed_at).update(state=TwinState.DONE)
    if not twin.external_id:
        order_waiting(twin.account_id, twin.tag_id)


def fail_twins(twins: Iterable[TagTwin], sentence: str) -> None:
    """The platform said no, in its words; it is tried again when the tag is changed."""
    ids = [twin.pk for twin in twins]
    TagTwin.objects.filter(pk__in=ids, state=TwinState.WAITING).update(state=TwinState.FAILED, error=sentence)


def hold_marks(mark_ids: Sequence[int]) -> None:
    """Lock orders before the job that carries them out: who orders again locks in this order too."""
    list(FollowMark.objects.select_for_update().filter(pk__in=mark_ids).order_by("pk").values_list("pk"))


def settle_marks(marks: Mapping[int, datetime | None], *, error: str = "") -> None:
    """These orders were carried out, or refused for good; one that was ordered again meanwhile goes on waiting.

    ``marks`` are ids with the moment of the order that was carried out.
    """
    now, state = timezone.now(), TwinState.FAILED if error else TwinState.DONE
    for mark_id, ordered_at in marks.items():
        held = FollowMark.objects.filter(pk=mark_id, ordered_at=ordered_at)
        held.update(state=state, settled_at=now, error=error)
