"""Folders, and runs over many conversations."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.inbox.models import BulkRun, Conversation, Folder
from changlai.kernel import shapes


def folders(member: Member) -> list[Folder]:
    """The team's and the member's own, the own ones first."""
    rest = "(t.owner_id is null or t.owner_id = %(member)s) order by t.owner_id, t.name, t.id"
    return shapes.held(Folder, rest, {"member": member.pk})


def folder_for(member: Member, folder_id: int) -> Folder:
    """A folder the member may use; 404 otherwise."""
    found = Folder.objects.filter(Q(owner__isnull=True) | Q(owner_id=member.pk), pk=folder_id).first()
    if found is None:
        raise Http404
    return found


def bulk_run(member: Member, run_id: int) -> BulkRun:
    """A run of the member's own; 404 otherwise."""
    found = BulkRun.objects.filter(pk=run_id, member_id=member.pk).first()
    if found is None:
        raise Http404
    return found


def accounts_talking() -> list[Account]:
    """The channel accounts at which conversations are held, by name."""
    held = Conversation.objects.filter(account_id=OuterRef("pk"))
    return list(Account.objects.filter(Exists(held)).order_by("name", "id"))


def names_of(conversation_ids: Iterable[int]) -> dict[int, str]:
    """The customers' names of these conversations; one statement."""
    rows = Conversation.objects.filter(id__in=set(conversation_ids))
    return dict(rows.values_list("id", "customer__name"))
