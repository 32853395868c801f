"""Tags for tests, made by the module's own actions."""

from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.tags import actions
from changlai.tags.contracts import Mark, Marked, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag, TagGroup
from tests.support.house import NOON, Firm


def make_group(firm: Firm, name: str, *tags: str, is_exclusive: bool = False) -> tuple[TagGroup, list[Tag]]:
    """A group with its tags, in the order given."""
    with scope(firm.id):
        group = actions.create_group(name=name, is_exclusive=is_exclusive, names=tags, by=firm.admin)
        return group, list(Tag.objects.filter(group=group).select_related("group").order_by("position"))


def by_hand(firm: Firm, *, reason: str = "") -> Origin:
    return Origin(Way.HAND, NOON, firm.admin.pk, firm.admin.name, reason)


def mark(firm: Firm, customers: list[Customer], *, on: tuple[Tag, ...] = (), off: tuple[Tag, ...] = ()) -> Marked:
    """The administrator marks customers by hand."""
    origin = by_hand(firm)
    wanted = [(tag, True) for tag in on] + [(tag, False) for tag in off]
    with scope(firm.id):
        return actions.mark([Mark(firm.id, c.pk, tag.pk, is_on, origin) for c in customers for tag, is_on in wanted])
