"""What platforms say about a person: the latest counts, whenever it arrives and however often."""

import pytest

from changlai.channels import actions as channels
from changlai.channels import queries
from changlai.channels.contracts import IdentityClaim, Profile
from changlai.customers import actions
from changlai.customers.actions import Merge, Person
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)

OLD = Profile(name="Old", avatar_url="https://x.example/old.png", company="Old Ltd", gender="male", position="clerk")
NEW = Profile(name="New", avatar_url="https://x.example/new.png", company="New Ltd", gender="female", position="boss")


@pytest.fixture
def firm():
    return found_firm()


def stranger(firm, name="u1", minutes=0):
    """A customer of whom nothing is known but an identity."""
    with scope(firm.id):
        claim = IdentityClaim("external_id", "shop", name)
        (customer_id,) = actions.resolve([Person(firm.id, firm.account.id, (claim,), later(minutes))])
    return customer_id


def tell(firm, customer_id, *told):
    with scope(firm.id):
        actions.keep_profiles([(firm.id, customer_id, profile, later(minutes)) for profile, minutes in told])


def known(firm, customer_id):
    with scope(firm.id):
        row = Customer.objects.get(id=customer_id)
    return Profile(
        name=row.name, avatar_url=row.avatar_url, gender=row.gender, company=row.company, position=row.position
    )


def test_a_replay_brings_back_no_older_name_or_picture(firm):
    deliver(firm, message("u1", "hi", name="Old", avatar_url="https://x.example/old.png"))
    settle()
    deliver(firm, message("u1", "hi again", name="New", avatar_url="https://x.example/new.png", at=later(1)))
    settle()
    with scope(firm.id):
        first = queries.deliveries(firm.account)[-1].id
        channels.replay(account=firm.account, delivery_ids=[first], by=firm.admin)
    settle()

    with scope(firm.id):
        customer = Customer.objects.get()
    assert (customer.name, customer.avatar_url) == ("New", "https://x.example/new.png")


@pytest.mark.parametrize("together", [True, False])
def test_the_latest_counts_in_whatever_order_it_arrives(firm, together):
    customer_id = stranger(firm)
    news = [(NEW, 5), (OLD, 3)]

    for told in [news] if together else [[one] for one in news]:
        tell(firm, customer_id, *told)

    assert known(firm, customer_id) == NEW


@pytest.mark.parametrize("together", [True, False])
def test_a_name_that_stands_in_fills_an_empty_one_and_gives_way_to_a_told_one(firm, together):
    first, second = stranger(firm, "u1"), stranger(firm, "u2")
    made_up, told = Profile(name="wang", is_stand_in=True), Profile(name="王小姐")

    for news in [[(told, 3), (made_up, 5)]] if together else [[(told, 3)], [(made_up, 5)]]:
        tell(firm, first, *news)
    tell(firm, second, (made_up, 3))
    before = known(firm, second).name
    tell(firm, second, (told, 5))

    assert (known(firm, first).name, before, known(firm, second).name) == ("王小姐", "wang", "王小姐")


def test_older_news_fill_what_nobody_has_told_since(firm):
    customer_id = stranger(firm, minutes=9)

    tell(firm, customer_id, (Profile(name="New"), 10))
    tell(firm, customer_id, (OLD, 3))

    assert known(firm, customer_id) == Profile(
        name="New", avatar_url=OLD.avatar_url, gender="male", company="Old Ltd", position="clerk"
    )


def test_older_news_within_a_batch_fill_without_pushing_aside(firm):
    customer_id = stranger(firm)
    tell(firm, customer_id, (Profile(avatar_url=NEW.avatar_url), 5))

    tell(firm, customer_id, (Profile(name="New"), 9), (OLD, 3))

    assert known(firm, customer_id) == Profile(
        name="New", avatar_url=NEW.avatar_url, gender="male", company="Old Ltd", position="clerk"
    )


def test_a_name_given_by_hand_stays_while_the_rest_is_news(firm):
    customer_id = stranger(firm)
    with scope(firm.id):
        actions.rename(customer=Customer.objects.get(), name="By hand", by=firm.admin)

    tell(firm, customer_id, (NEW, 5))

    assert known(firm, customer_id) == Profile(
        name="By hand", avatar_url=NEW.avatar_url, gender="female", company="New Ltd", position="boss"
    )


def test_a_merged_customer_is_as_new_as_the_newest_of_them(firm):
    kept, gone = stranger(firm, "u1"), stranger(firm, "u2", minutes=1)
    tell(firm, gone, (NEW, 9))
    with scope(firm.id):
        actions.merge_many([Merge(firm.id, kept, (gone,), reason="test")])

    tell(firm, kept, (OLD, 5))

    assert known(firm, kept) == NEW


def test_the_same_news_again_writes_nothing(firm):
    customer_id = stranger(firm)
    tell(firm, customer_id, (NEW, 5))
    with scope(firm.id):
        before = Customer.objects.extra(select={"version": "xmin::text"}).get().version

    tell(firm, customer_id, (NEW, 7), (OLD, 3))

    with scope(firm.id):
        assert Customer.objects.extra(select={"version": "xmin::text"}).get().version == before
