"""What was said in public: loaded and read in two statements, replayed as what it was, shown among the deliveries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.accounts.tests.factories import signed_in
from changlai.channels import actions, intake, queries
from changlai.channels.adapters.weibo import public
from changlai.channels.adapters.weibo.tests.support import NOW, SETTINGS, raw, status
from changlai.channels.enums import Figure
from changlai.channels.errors import CannotWatch
from changlai.channels.events import HeardInPublic
from changlai.channels.models import Account, Delivery, Stream
from changlai.kernel import db
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(firm):
    settings = {name: value for name, value in SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        return actions.connect(channel="weibo", name="官方微博", settings=settings, by=firm.admin)


def store(firm, account, *rows):
    made = [public.delivery(public.STATUS, raw(row), NOW, to_us=True) for row in rows]
    with scope(firm.id):
        return intake.store(firm.id, account.pk, [one for one in made if one])


def events(firm, account):
    with scope(firm.id):
        return [
            HeardInPublic(organisation_id=firm.id, key=0, account_id=account.pk, delivery_id=one.pk, kind=one.kind)
            for one in Delivery.objects.order_by("id")
        ]


def told(firm):
    with scope(firm.id):
        return db.value("select count(*) from event_log where kind = 'channels.HeardInPublic'")


def test_deliveries_are_read_in_two_statements(firm, account):
    store(firm, account, *(status(id=n) for n in range(1, 30)), status(id=99, user=None))
    asked = events(firm, account)

    with scope(firm.id), CaptureQueriesContext(connection) as captured:
        found = queries.heard(asked)

    assert len([one for one in captured if one["sql"].lower().startswith("select")]) <= 3
    assert [len(one.meant) for one in found] == [1] * 29 + [0]
    assert found[-1].skipped == "gone"
    assert {one.account.pk for one in found if one.account} == {account.pk}


def test_what_is_no_longer_kept_is_skipped(firm, account):
    lost = HeardInPublic(organisation_id=firm.id, key=0, account_id=account.pk, delivery_id=7, kind="said.status")
    gone = HeardInPublic(organisation_id=firm.id, key=0, account_id=0, delivery_id=7, kind="said.status")

    with scope(firm.id):
        assert [one.skipped for one in queries.heard([lost, gone])] == ["expired", "account_removed"]


def test_replay_tells_it_in_public_again(firm, account):
    store(firm, account, status())
    with scope(firm.id):
        ids = list(Delivery.objects.values_list("id", flat=True))
        actions.replay(account=account, delivery_ids=ids, by=firm.admin)

    assert told(firm) == 2


def test_it_stands_among_the_deliveries_and_in_the_figures(firm, account):
    store(firm, account, status())
    page = signed_in(firm.admin).get(f"/o/hemu/settings/channels/{account.pk}/deliveries/").text

    assert "公开发布的内容" in page
    with scope(firm.id):
        assert queries.health([account.pk])[account.pk].figures[Figure.STORED] == 1


def test_watching_keeps_one_stream_for_each_speaker(firm, account):
    with scope(firm.id):
        actions.watch(account=account, handles=["1902538058", "https://weibo.com/u/1902538058", "@小满"])
        actions.follow_feeds(account)
        watched = Stream.objects.filter(key__startswith="watch:").order_by("key")
        assert list(watched.values_list("key", flat=True)) == ["watch:1902538058", "watch:@小满"]
        with pytest.raises(CannotWatch):
            actions.watch(account=account, handles=["nobody at all"])
        with pytest.raises(CannotWatch):
            actions.watch(account=firm.account, handles=["1902538058"])
        actions.watch(account=account, handles=[])
        assert not watched.exists()


def test_nothing_others_say_is_pulled_without_a_register(firm, account):
    with scope(firm.id):
        actions.follow_feeds(account)
        actions.collect(account=account)
        waiting = {row[0] for row in db.rows("select body->>'key' from lease where kind = 'channels.pull'")}

    assert not waiting & {"comments", "mentions", "comment_mentions"}


def test_place_in_public_of_an_authorised_account_can_be_answered_through(firm, account):
    with scope(firm.id):
        place = Account.objects.create(
            parent=account, channel="weibo", product="weibo_public", name="公开", external_id="1", settings={}
        )

        assert [queries.product_of(one).cannot_send for one in (account, place)] == ["", ""]
