"""Views of lists a firm like this keeps for everybody: who is to be called, what is to be paid, what is late."""

from typing import Any

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.models import SavedView
from changlai.records.queries import read_filter

# Kind, name, filter, columns, order; empty: those of the kind.
VIEWS: tuple[tuple[str, str, dict[str, Any], tuple[str, ...], str], ...] = (
    (
        "customer",
        "近期活跃",
        {"path": "activity", "did": {"kinds": ["message_in"], "times": 2, "days": 30}},
        ("tags", "owner", "last_interaction_at", "followed_up_at", "city"),
        "-last_interaction_at",
    ),
    (
        "customer",
        "该回访了",
        {
            "all": [
                {"path": "last_interaction_at", "last_days": 90},
                {
                    "any": [
                        {"path": "followed_up_at", "is_empty": True},
                        {"path": "followed_up_at", "before": "today-14"},
                    ]
                },
            ]
        },
        ("owner", "followed_up_at", "last_interaction_at", "phone", "tags"),
        "followed_up_at",
    ),
    (
        "customer",
        "买过的老客户",
        {"path": "orders.count", "at_least": 1},
        ("orders.paid", "orders.count", "orders.last_at", "owner", "tags"),
        "",
    ),
    (
        "order",
        "本月待发货",
        {"all": [{"path": "status", "is": "paid"}, {"path": "placed_at", "last_days": 31}]},
        (),
        "",
    ),
    ("order", "大额订单", {"path": "amount", "at_least": 10000}, ("status", "amount", "placed_at", "owner"), "-amount"),
    ("company", "没有负责人的公司", {"path": "owner", "is_empty": True}, (), "name"),
    (
        "task",
        "逾期未办",
        {"all": [{"path": "done_at", "is_empty": True}, {"path": "due_on", "before": "today"}]},
        (),
        "due_at",
    ),
)


def keep(organisation_id: int, admin: Member) -> None:
    """Once: an organisation that has a view for everybody keeps those it has."""
    with scope(organisation_id):
        if SavedView.objects.filter(owner__isnull=True).exists():
            return
        for kind, name, tree, columns, order in VIEWS:
            read_filter(kind, tree, admin)  # a demo that asks for what is not there should not start
            records.keep_view(
                kind=kind,
                name=name,
                filter=tree,
                columns=columns,
                order=order,
                is_team=True,
                by=admin,
                now=timezone.now(),
                is_pinned=kind != "customer" or name != "买过的老客户",
            )
