"""Tags in step with a platform: lists, relations, orders; the later word counts and nothing echoes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels.contracts import Follow, PlatformTag, PlatformTagGroup, TagList
from changlai.channels.models import Account
from changlai.customers import actions as customers
from changlai.customers.models import Customer, Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.tags import actions, queries
from changlai.tags.contracts import Origin
from changlai.tags.enums import Way
from changlai.tags.models import FollowMark, Tag, TagGroup, TagTwin
from changlai.tags.tests.factories import make_group, mark
from tests.support.house import NOON, Firm, found_firm, settle, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm() -> Firm:
    return found_firm()


@pytest.fixture
def wecom(firm) -> Account:
    settings = {
        "corpid": "ww1",
        "agentid": "1",
        "secret": "s",
        "kf_secret": "",
        "token": "t",
        "encoding_aes_key": "a" * 43,
        "welcome_text": "",
        "kf_welcome_text": "",
        "unionid_scope": "",
    }
    with scope(firm.id):
        return channels.connect(channel="wecom", name="企业微信", settings=settings, by=firm.admin)


def listed(firm: Firm, wecom: Account, at=NOON, **groups: dict[str, str]) -> None:
    """The platform's list: group name to {id: name}."""
    told = tuple(
        PlatformTagGroup(f"g-{name}", name, tuple(PlatformTag(i, n) for i, n in tags.items()))
        for name, tags in groups.items()
    )
    with scope(firm.id):
        actions.keep_tag_list(organisation_id=firm.id, account_id=wecom.pk, listed=TagList(told, at))


def told(firm: Firm, wecom: Account, customer: Customer, colleague: str, *tags: tuple[str, str, str], at=NOON) -> None:
    """The platform describes one relation, and the house takes it in."""
    follow = Follow(colleague, added_at=NOON, tags=tags)
    with scope(firm.id):
        customers.keep_follows([(firm.id, customer.pk, wecom.pk, follow, at)], whole=True)
    settle(["tags.follows"])


def library(firm: Firm) -> dict[str, list[str]]:
    with scope(firm.id):
        return {
            group.name: [tag.name for tag in group.tags.order_by("position")]
            for group in TagGroup.objects.order_by("position")
        }


def words(firm: Firm, customer: Customer) -> list[str]:
    with scope(firm.id):
        return [worn.name for worn in queries.worn(customer)]


def jobs(firm: Firm, kind: str) -> int:
    with scope(firm.id):
        return int(db.value("select count(*) from lease where kind = %s", (kind,)))


HIGH, LOW = ("et1", "Interest", "high"), ("et2", "Interest", "low")


def test_list_is_adopted_renamed_ordered_and_let_go(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high", "et2": "low"}, Wants={"et3": "bed"})
    first = library(firm)
    listed(firm, wecom, Interest={"et2": "lower", "et1": "high"})

    assert first == {"Interest": ["high", "low"], "Wants": ["bed"]}
    assert library(firm) == {"Interest": ["lower", "high"]}


def test_list_that_says_nothing_new_changes_nothing_and_orders_nothing(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high"})
    with scope(firm.id):
        before = list(Tag.objects.values()), list(TagTwin.objects.values())
    listed(firm, wecom, Interest={"et1": "high"})

    with scope(firm.id):
        assert (list(Tag.objects.values()), list(TagTwin.objects.values())) == before
    assert jobs(firm, "tags.define") == 0


def test_name_given_here_after_the_platform_was_asked_stands(firm, wecom):
    listed(firm, wecom, at=timezone.now() - timedelta(minutes=5), Interest={"et1": "high"})
    asked = timezone.now() - timedelta(seconds=1)
    with scope(firm.id):
        actions.rename_tag(tag=Tag.objects.select_related("group").get(), name="very high", by=firm.admin)

    listed(firm, wecom, at=asked, Interest={"et1": "hot"})

    assert library(firm) == {"Interest": ["very high"]}
    assert jobs(firm, "tags.define") == 1


def test_tag_marked_with_by_hand_outlives_its_deletion_there(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high", "et2": "low"})
    lin = make_customer(firm, "Lin")
    with scope(firm.id):
        high = Tag.objects.select_related("group").get(name="high")
    mark(firm, [lin], on=(high,))

    listed(firm, wecom)

    assert library(firm) == {"Interest": ["high"]}
    assert words(firm, lin) == ["high"]
    with scope(firm.id):
        assert TagTwin.objects.get().state == "failed"


def test_relation_marks_the_customer_and_names_the_colleague(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high"})
    lin = make_customer(firm, "Lin")

    told(firm, wecom, lin, "limu", HIGH, ("", "Mine", "old friend"))

    assert words(firm, lin) == ["high"]
    with scope(firm.id):
        entry = Interaction.objects.get(customer_id=lin.pk, kind="tagged")
        assert (entry.facts["way"], entry.facts["member"], entry.facts["added"]) == ("platform", "limu", ["high"])
    assert jobs(firm, "tags.mark") == 0


def test_tag_nobody_knew_yet_is_made(firm, wecom):
    lin = make_customer(firm, "Lin")

    told(firm, wecom, lin, "limu", HIGH)

    assert library(firm) == {"Interest": ["high"]}
    assert words(firm, lin) == ["high"]


def test_tag_stays_as_long_as_one_relation_has_it(firm, wecom):
    lin = make_customer(firm, "Lin")
    told(firm, wecom, lin, "limu", HIGH)
    told(firm, wecom, lin, "tangyue", HIGH, at=NOON + timedelta(minutes=1))

    told(firm, wecom, lin, "limu", at=NOON + timedelta(minutes=2))
    still = words(firm, lin)
    told(firm, wecom, lin, "tangyue", at=NOON + timedelta(minutes=3))

    assert (still, words(firm, lin)) == (["high"], [])


def test_mark_by_hand_is_ordered_for_every_relation_and_its_echo_changes_nothing(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high", "et2": "low"})
    lin = make_customer(firm, "Lin")
    told(firm, wecom, lin, "limu")
    told(firm, wecom, lin, "tangyue")
    with scope(firm.id):
        high = Tag.objects.select_related("group").get(name="high")

    mark(firm, [lin], on=(high,))
    ordered = jobs(firm, "tags.mark")
    told(firm, wecom, lin, "limu", LOW, at=NOON + timedelta(minutes=1))  # told before the order was carried out
    during = words(firm, lin)
    with scope(firm.id):
        waiting = list(FollowMark.objects.filter(state="waiting"))
        actions.settle_marks({one.pk: one.ordered_at for one in waiting})
        entries = Interaction.objects.filter(customer_id=lin.pk, kind="tagged").count()
    echo = timezone.now() + timedelta(minutes=1)
    told(firm, wecom, lin, "limu", HIGH, LOW, at=echo)
    told(firm, wecom, lin, "tangyue", HIGH, at=echo)

    assert ordered == 2
    assert during == ["high", "low"]
    assert words(firm, lin) == ["high", "low"]
    with scope(firm.id):
        assert Interaction.objects.filter(customer_id=lin.pk, kind="tagged").count() == entries
        assert not FollowMark.objects.filter(state="waiting").exists()


def test_mark_of_a_tag_that_is_not_made_there_yet_is_ordered_when_it_is(firm, wecom):
    _group, (fresh,) = make_group(firm, "Interest", "fresh")
    lin = make_customer(firm, "Lin")
    told(firm, wecom, lin, "limu")
    mark(firm, [lin], on=(fresh,))
    before = jobs(firm, "tags.mark")
    with scope(firm.id):
        twin = TagTwin.objects.select_related("tag", "tag__group").get(tag=fresh)
        waiting = FollowMark.objects.filter(tag=fresh, state="waiting").count()
        actions.settle_twin(twin=twin, group_id="g-1", external_id="et-9")

    assert (before, waiting) == (0, 1)
    assert jobs(firm, "tags.mark") == 1


def test_mark_of_a_tag_the_list_brings_is_ordered_then(firm, wecom):
    _group, (fresh,) = make_group(firm, "Interest", "fresh")
    lin = make_customer(firm, "Lin")
    told(firm, wecom, lin, "limu")
    mark(firm, [lin], on=(fresh,))
    listed(firm, wecom, at=timezone.now() + timedelta(minutes=1), Interest={"et1": "fresh"})

    assert jobs(firm, "tags.mark") == 1


def test_deleting_here_orders_the_deletion_there(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high"})
    with scope(firm.id):
        actions.delete_tag(tag=Tag.objects.select_related("group").get(), by=firm.admin)
        bodies = db.rows("select body::text from lease where kind = 'tags.forget'")

    assert len(bodies) == 1
    assert "et1" in bodies[0][0]


def test_tags_of_very_many_go_to_platforms_later_as_they_are_then(firm, wecom):
    listed(firm, wecom, Interest={"et1": "high"})
    keeps, loses, gone = (make_customer(firm, name) for name in ("Keeps", "Loses", "Gone"))
    for customer in (keeps, loses, gone):
        told(firm, wecom, customer, "zhang")
    with scope(firm.id):
        tag = Tag.objects.get()
        origin = Origin(Way.BULK, NOON, firm.admin.pk, firm.admin.name)
        ids = [one.pk for one in (keeps, loses, gone)]
        actions.mark_alike(customer_ids=ids, tag_ids=[tag.pk], is_on=True, origin=origin)
    before = ordered(firm), jobs(firm, "tags.spread")
    mark(firm, [loses], off=(tag,))
    into = make_customer(firm, "Into")
    told(firm, wecom, into, "li")
    with scope(firm.id):
        customers.merge_many([customers.Merge(firm.id, into.pk, (gone.pk,), "hand", by=firm.admin)])
        db.run("update lease set due = now() where kind = 'tags.spread'")
    work(["jobs"])

    assert before == ([], 1)
    assert ordered(firm) == [("Into", "li", True), ("Into", "zhang", True), ("Keeps", "zhang", True)]


def ordered(firm: Firm) -> list[tuple[str, str, bool]]:
    """What waits to be told: whose relation with whom, on or off."""
    with scope(firm.id):
        rows = FollowMark.objects.filter(state="waiting").values_list("customer__name", "colleague", "is_on")
        return sorted(rows)
