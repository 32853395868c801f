"""Companies: names and codes checked, trees without circles, people inside, kept apart by organisation and right."""

import pytest

from changlai.companies import actions, naming, queries
from changlai.companies.errors import BadCode, BadParent, CompanyKnown, CompanyNotYours
from changlai.companies.models import Company, Industry, Post
from changlai.companies.tests.factories import make_company
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import queries as records
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
CODE = "91350100M000100Y43"  # the example of GB 32100-2015


@pytest.fixture
def firm():
    return found_firm()


@pytest.mark.parametrize(
    ("text", "code"),
    [(CODE, CODE), (" 91350100m000100y43 ", CODE), ("91350100M000100Y44", ""), ("12", ""), ("I" * 18, "")],
)
def test_code_is_checked_by_its_last_sign(text, code):
    assert naming.code(text) == code


def test_names_are_one_however_they_are_written():
    assert naming.key("常来（杭州）科技 有限公司") == naming.key("常来(杭州)科技有限公司")
    assert naming.key("ACME Ltd.") == naming.key("acme ltd")


def test_code_belongs_to_one_company(firm):
    make_company(firm, "Acme", code=CODE)

    with pytest.raises(CompanyKnown):
        make_company(firm, "Other", code=CODE)
    with pytest.raises(BadCode):
        make_company(firm, "Third", code="91350100M000100Y44")
    other = found_firm("other")
    assert make_company(other, "Acme", code=CODE).code == CODE
    with scope(firm.id):
        assert list(Company.objects.values_list("name", flat=True)) == ["Acme"]


def test_company_is_never_above_itself(firm):
    top = make_company(firm, "Top")
    middle = make_company(firm, "Middle", parent=top)
    low = make_company(firm, "Low", parent=middle)

    with scope(firm.id), pytest.raises(BadParent):
        actions.edit(company=top, facts={"parent": low}, by=firm.admin, now=NOON)
    with scope(firm.id):
        assert [name for _, name in queries.ancestors(low)] == ["Top", "Middle"]
        assert queries.daughters(firm.admin, top) == [middle]


def test_customer_has_one_main_company_and_who_left_is_remembered(firm):
    lin = make_customer(firm, "Lin")
    first, second = make_company(firm, "First"), make_company(firm, "Second")

    with scope(firm.id):
        old = actions.add_person(company=first, customer=lin, by=firm.admin)
        new = actions.add_person(company=second, customer=lin, position="CEO", by=firm.admin)
        before = [(one.company.name, one.is_main) for one in queries.posts_of(lin)]
        actions.change_post(post=new, position="CEO", since=NOON.date(), left_on=None, is_main=True, by=firm.admin)
        old.refresh_from_db()
        actions.change_post(post=old, position="", since=None, left_on=NOON.date(), is_main=True, by=firm.admin)
        after = [(one.company.name, one.is_main, one.left_on is None) for one in queries.posts_of(lin)]
        there = [one.customer.pk for one in queries.people(firm.admin, second)]

    assert before == [("First", True), ("Second", False)]
    assert after == [("Second", True, True), ("First", False, False)]
    assert there == [lin.pk]


def test_company_of_a_told_name_is_made_once(firm):
    lin, wei = make_customer(firm, "Lin"), make_customer(firm, "Wei")

    with scope(firm.id):
        one = actions.employ(customer=lin, name="常来（杭州）科技", by=firm.admin, now=NOON)
        other = actions.employ(customer=wei, name="常来(杭州)科技", by=firm.admin, now=NOON)
        assert (one.company_id, Company.objects.count()) == (other.company_id, 1)


def test_how_far_rights_reach(firm):
    seller = hire(firm, "Li", "sales")
    mine, other = make_company(firm, "Mine", owner=seller), make_company(firm, "Other", owner=firm.admin)

    with scope(firm.id):
        assert queries.get_to_edit(seller, mine.pk).pk == mine.pk
        with pytest.raises(CompanyNotYours):
            queries.get_to_edit(seller, other.pk)
        assert list(queries.editable_by(seller)) == [mine]


def test_companies_and_their_customers_are_found_by_the_filter_language(firm):
    with scope(firm.id):
        trade = actions.create_industry(name="Retail", by=firm.admin)
    shop = make_company(firm, "Shop", industry=trade, place=330106)
    make_company(firm, "Mill", place=310115)
    lin = make_customer(firm, "Lin")
    wei = make_customer(firm, "Wei")
    with scope(firm.id):
        actions.add_person(company=shop, customer=lin, by=firm.admin)

    def found(kind: str, tree: dict[str, object]) -> list[int]:
        with scope(firm.id):
            chosen = records.read_filter(kind, tree, firm.admin)
            return [one.id for one in records.page(records.kind_of(kind), firm.admin, chosen, limit=50)]

    assert found("company", {"path": "industry", "is": str(trade.pk)}) == [shop.pk]
    assert found("company", {"path": "place", "is": "浙江省"}) == [shop.pk]
    assert found("customer", {"path": "company.industry", "is": str(trade.pk)}) == [lin.pk]
    assert found("customer", {"path": "company.place", "is": "上海"}) == []
    assert found("customer", {"path": "has_company", "is": False}) == [wei.pk]


def test_deleted_industry_and_company_leave_people_and_daughters(firm):
    with scope(firm.id):
        trade = actions.create_industry(name="Retail", by=firm.admin)
    top = make_company(firm, "Top", industry=trade)
    low = make_company(firm, "Low", parent=top)
    lin = make_customer(firm, "Lin")
    with scope(firm.id):
        actions.add_person(company=top, customer=lin, by=firm.admin)
        actions.delete_industry(industry=trade, by=firm.admin)
        top.refresh_from_db()
        assert (top.industry, Industry.objects.count()) == (None, 0)
        actions.bin_companies(ids=[top.pk], by=firm.admin, now=NOON)
        assert actions.purge(ids=[top.pk], by=firm.admin) == 1
        low.refresh_from_db()
        assert (low.parent, Post.objects.count(), type(lin).objects.filter(pk=lin.pk).count()) == (None, 0, 1)
