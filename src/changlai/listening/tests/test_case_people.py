"""Who an author is: suggested with reasons, confirmed or refused by a person; nobody is merged by it."""

import pytest
from django.utils import translation

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.models import Customer, Identity, Interaction, Suggestion
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.listening import actions, queries
from changlai.listening.errors import TakenInAlready
from changlai.listening.models import Author, AuthorApart, Case, MentionSource
from changlai.listening.tests.cases import fresh, make_author, open_case, say, steps_of
from changlai.orders.models import Order
from tests.support.house import NOON, Firm, found_firm, hire
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db
HOME = "/o/hemu/listening/cases/"


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def connect(firm: Firm) -> None:
    """What is said comes through an account of ours, so that its authors are met as customers."""
    with scope(firm.id):
        MentionSource.objects.update(account=firm.account)


def who(firm: Firm, author: Author, *, by: Member | None = None) -> list[tuple[str, tuple[str, ...]]]:
    with scope(firm.id), translation.override("en"):
        found = queries.likely(by or firm.admin, Author.objects.get(pk=author.pk))
        return [(one.customer.name, one.reasons) for one in found]


def names_of(firm: Firm, customer: Customer) -> set[tuple[str, str]]:
    with scope(firm.id):
        return set(Identity.objects.filter(customer=customer).values_list("kind", "value"))


def timeline(firm: Firm, customer: Customer) -> list[tuple[str, str]]:
    with scope(firm.id):
        rows = Interaction.objects.filter(customer_id=customer.pk).order_by("occurred_at", "id")
        return [(one.kind, one.facts.get("what", "")) for one in rows]


def buy(firm: Firm, customer: Customer, number: str) -> None:
    with scope(firm.id):
        order = Order(
            customer=customer, number=number, scope="shop", status="paid", amount=100, currency="CNY", cause=-1
        )
        order.organisation_id = firm.id
        order.placed_at = order.created_at = order.changed_at = NOON
        order.save()


def test_customers_are_suggested_by_name_place_phone_and_order_the_strongest_first(firm):
    alike = make_customer(firm, "米粒妈妈")
    make_customer(firm, "Sun", phone="+8613912345678")
    bought, other = make_customer(firm, "Zhao"), make_customer(firm, "Qian")
    buy(firm, bought, "HM20261120")
    buy(firm, other, "HM20261121")
    with scope(firm.id):
        Customer.objects.filter(pk=alike.pk).update(city="杭州")
    author = make_author(firm, place="浙江 杭州")
    say(firm, "订单HM20261120一直不发货", by=author)
    say(firm, "打我电话 13912345678。", by=author)

    found = dict(who(firm, author))

    assert list(found)[-1] == "米粒妈妈"
    assert found["米粒妈妈"] == ("Called “米粒妈妈” here, too", "Both in 杭州")
    assert found["Zhao"] == ("A post of theirs names this customer's order HM20261120",)
    assert found["Sun"] == ("A post of theirs names this customer's phone number",)
    assert who(firm, author, by=hire(firm, "Li", "sales")) == []  # other people's customers are none of theirs


def test_confirmed_author_of_a_case_without_a_customer_is_that_customer_with_all_that_was_said(firm):
    lin = make_customer(firm, "米粒妈妈")
    author = make_author(firm)
    case = open_case(firm, say(firm, "床垫有味道", by=author))
    client = browser(firm.admin)

    page = client.get(f"{HOME}{case.pk}/").content.decode()
    client.post(f"{HOME}{case.pk}/customer/", {"customer": lin.pk, "is_same": "1"})

    assert "Possibly this customer" in page
    assert "Called “米粒妈妈” here, too" in page
    assert fresh(firm, case).customer == lin
    assert steps_of(firm, case) == ["heard", "opened", "given", "linked"]
    assert timeline(firm, lin) == [("comment", ""), ("case", "opened")]
    assert who(firm, author) == []


def test_refused_customer_is_not_suggested_again_and_others_still_are(firm):
    lin, other = make_customer(firm, "米粒妈妈"), make_customer(firm, "Wang")
    with scope(firm.id):
        Customer.objects.filter(pk=other.pk).update(name="米粒妈妈")
    author = make_author(firm)
    case = open_case(firm, say(firm, "床垫有味道", by=author))
    client = program(firm.admin)

    before = client.get(f"/api/v1/cases/{case.pk}/author").json()
    after = send(client, "PUT", f"/cases/{case.pk}/author/customer", {"customer_id": lin.pk, "is_same": False}).json()

    assert [one["customer_id"] for one in before["likely"]] == [other.pk, lin.pk]
    assert (before["followers"], before["customer_id"]) == (23_000, None)
    assert [one["customer_id"] for one in after["likely"]] == [other.pk]
    with scope(firm.id):
        assert list(AuthorApart.objects.values_list("author_id", "customer_id", "by_id")) == [
            (author.pk, lin.pk, firm.admin.pk)
        ]
    assert fresh(firm, case).customer is None


def test_author_who_became_a_customer_is_put_beside_another_not_merged(firm):
    known = make_customer(firm, "米粒妈妈", phone="+8613800000001")
    author = make_author(firm)
    post = say(firm, "床垫有味道", by=author)
    connect(firm)
    case = open_case(firm, post)
    client = browser(firm.admin)

    met = fresh(firm, case).customer
    page = client.get(f"{HOME}{case.pk}/").content.decode()
    answer = client.post(f"{HOME}{case.pk}/customer/", {"customer": known.pk, "is_same": "1"})
    with scope(firm.id):
        pair = Suggestion.objects.get()

    assert met is not None
    assert met != known
    assert "Possibly the same person" in page
    assert answer["Location"] == f"/o/hemu/customers/merge/?id={met.pk}&id={known.pk}"
    assert (pair.first_id, pair.second_id, pair.reason) == (known.pk, met.pk, "told_same")
    assert fresh(firm, case).customer == met
    assert (
        client.get("/o/hemu/customers/duplicates/").content.decode().count("A colleague takes them for one person") == 1
    )

    client.post(f"{HOME}{case.pk}/customer/", {"customer": known.pk, "is_same": "0"})
    with scope(firm.id):
        pair = Suggestion.objects.get()

    assert (pair.is_different, who(firm, author)) == (True, [])


def test_merged_customers_take_the_case_with_them(firm):
    known = make_customer(firm, "米粒妈妈", phone="+8613800000001")
    author = make_author(firm)
    post = say(firm, "床垫有味道", by=author)
    connect(firm)
    case = open_case(firm, post)
    other = make_author(firm, "7002", name="小林")
    say(firm, "好用", by=other)

    with scope(firm.id):
        met = Case.objects.get().customer
        for one in (met, known):
            actions.part(author=other, customer=one, by=firm.admin, now=NOON)
        customers.unite(into=known, others=[met], choices={}, by=firm.admin)

    assert fresh(firm, case).customer == known
    with scope(firm.id):
        assert Author.objects.get(pk=author.pk).customer == known
        assert list(AuthorApart.objects.values_list("customer_id", flat=True)) == [known.pk]


def test_link_gives_the_customer_the_name_and_parting_takes_it_away_again(firm):
    lin = make_customer(firm, "Lin")
    author = make_author(firm)
    post = say(firm, "床垫有味道", by=author)
    connect(firm)
    address = f"/o/hemu/listening/mentions/{post.pk}/author/"
    client = browser(firm.admin)

    client.post(address, {"customer": lin.pk, "is_same": "1"})
    linked = names_of(firm, lin)
    client.post(address, {"customer": lin.pk, "is_same": "0"})

    assert linked == {("external_id", "Lin"), ("weibo_uid", "7001")}
    assert names_of(firm, lin) == {("external_id", "Lin")}
    with scope(firm.id):
        assert Author.objects.get(pk=author.pk).customer is None


def test_second_name_of_a_kind_is_no_identity_and_a_taken_in_author_is_not_parted(firm):
    lin = make_customer(firm, "Lin")
    first, second = make_author(firm), make_author(firm, "7002", name="小号")
    posts = [say(firm, "床垫有味道", by=one) for one in (first, second)]
    connect(firm)
    with scope(firm.id):
        both = [actions.link(author=one, customer=lin, by=firm.admin, now=NOON) for one in (first, second)]
    case = open_case(firm, posts[0])

    with scope(firm.id), pytest.raises(TakenInAlready):
        actions.part(author=first, customer=lin, by=firm.admin, now=NOON)

    assert both == [True, True]
    assert names_of(firm, lin) == {("external_id", "Lin"), ("weibo_uid", "7001")}
    assert fresh(firm, case).customer == lin


def test_who_may_not_see_a_customer_names_nobody_and_who_may_not_work_changes_nothing(firm):
    lin = make_customer(firm, "米粒妈妈", owner=firm.admin)
    li = hire(firm, "Li", "agent")
    case = open_case(firm, say(firm, "坏了", by=make_author(firm)))
    told = {"customer": lin.pk, "is_same": "1"}

    answers = [
        browser(member).post(f"{HOME}{case.pk}/customer/", told).status_code
        for member in (li, hire(firm, "Viewer", "viewer"))
    ]
    missing = browser(firm.admin).post(f"{HOME}{case.pk}/customer/", {"customer": "x", "is_same": "1"}).status_code

    assert all(one in {403, 404} for one in answers)
    assert missing == 404
    assert fresh(firm, case).customer is None
