"""Bringing platforms in step: definitions, deletions, and what each relation is marked with."""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext_noop

from changlai.channels import capabilities
from changlai.channels.contracts import TagPort
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account
from changlai.customers.models import Identity
from changlai.kernel.jobs import Job, Permanent, completing, job, outside_job
from changlai.kernel.tenancy import scope
from changlai.tags import actions
from changlai.tags.enums import TwinState
from changlai.tags.models import FollowMark, GroupTwin, TagTwin

AT_ONCE = 50  # calls of one run; the rest is another job
NO_TAGS = gettext_noop("This channel keeps no tags of its own, so there is nothing to keep in step. Discard this job.")


@job(actions.RECOUNT, seconds=60)
def recount(jobs: Sequence[Job]) -> None:
    """How many have tags whose customers went to the bin or came back."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.recount_tags([(one.organisation_id, int(one.body["tag_id"]))])


@job(actions.SPREAD, seconds=60)
def spread(jobs: Sequence[Job]) -> None:
    """Order that platforms have tags of very many customers as they are here."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.spread_as_it_is(
                organisation_id=one.organisation_id,
                customer_ids=one.body["customer_ids"],
                tag_ids=one.body["tag_ids"],
            )


@outside_job("tags.define", queue="jobs", seconds=120)
def define(job: Job) -> None:
    """Make, rename and order an account's tags as they are here. One that is refused says why on its page."""
    account, port = _grounds(job)
    with scope(job.organisation_id):
        twins = list(
            TagTwin.objects.select_related("tag", "tag__group")
            .filter(account=account, state=TwinState.WAITING)
            .order_by("tag__group__position", "tag__position", "id")[:AT_ONCE]
        )
    for twin in twins:
        try:
            group_id, external_id = _brought(account, port, twin)
        except CallFailed as error:
            if not error.permanent:
                raise capabilities.failed(account, error, "tags") from error
            with scope(job.organisation_id):
                actions.fail_twins([twin], str(error.sentence))
            continue
        with scope(job.organisation_id):
            actions.settle_twin(twin=twin, group_id=group_id, external_id=external_id)
    with completing(job):
        if len(twins) == AT_ONCE:
            actions.order_definitions(account)
        capabilities.worked(account)


def _brought(account: Account, port: TagPort, twin: TagTwin) -> tuple[str, str]:
    """The platform's ids of group and tag, after the tag stands there as it does here."""
    tag, desk = twin.tag, capabilities.desk_of(account)
    with scope(account.organisation_id):
        held = GroupTwin.objects.filter(account=account, group=tag.group).first()
    group_id = held.external_id if held else ""
    if not twin.external_id:
        return port.create(desk, group_id=group_id, group=tag.group.name, name=tag.name, place=tag.position)
    if held and twin.group_name and twin.group_name != tag.group.name:
        port.change(desk, held.external_id, name=tag.group.name, place=tag.group.position)
    port.change(desk, twin.external_id, name=tag.name, place=tag.position)
    return group_id, twin.external_id


@outside_job("tags.forget", queue="jobs", seconds=60)
def forget(job: Job) -> None:
    """Delete tags on the platform that were deleted here."""
    account, port = _grounds(job)
    try:
        port.delete(capabilities.desk_of(account), job.body["external_ids"])
    except CallFailed as error:
        raise capabilities.failed(account, error, "tags") from error
    with completing(job):
        capabilities.worked(account)


@outside_job("tags.mark", queue="jobs", seconds=60)
def mark(job: Job) -> None:
    """Mark one relation as ordered; all that waits for it goes in one call."""
    account, port = _grounds(job)
    kind, kind_scope = port.whose(account.settings)
    with scope(job.organisation_id):
        waiting = FollowMark.objects.filter(
            account=account,
            customer_id=job.body["customer_id"],
            colleague=job.body["colleague"],
            state=TwinState.WAITING,
        )
        marks = list(waiting.order_by("id"))
        ids = {
            twin.tag_id: twin.external_id
            for twin in TagTwin.objects.filter(account=account, tag__in=[one.tag_id for one in marks])
        }
        names = Identity.objects.filter(customer_id=job.body["customer_id"], kind=kind, scope=kind_scope)
        customer = names.order_by("id").values_list("value", flat=True).first()
    marks = [one for one in marks if not one.is_on or ids.get(one.tag_id)]  # others wait until the tag is made there
    settled = {one.pk: one.ordered_at for one in marks}
    held = partial(actions.hold_marks, list(settled))
    try:
        if marks and customer:
            port.mark(
                capabilities.desk_of(account),
                member=job.body["colleague"],
                customer=customer,
                add=[ids[one.tag_id] for one in marks if one.is_on],
                remove=[ids[one.tag_id] for one in marks if not one.is_on and ids.get(one.tag_id)],
            )
    except CallFailed as error:
        if not error.permanent:
            raise capabilities.failed(account, error, "tags") from error
        with completing(job, after=held):
            actions.settle_marks(settled, error=str(error.sentence))
        return
    with completing(job, after=held):
        actions.settle_marks(settled)
        capabilities.worked(account)


def _grounds(job: Job) -> tuple[Account, TagPort]:
    account = capabilities.account_of(job)
    port = capabilities.tag_port(account)
    if port is None:
        raise Permanent(NO_TAGS)
    return account, port
