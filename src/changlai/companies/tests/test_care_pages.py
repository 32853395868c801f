"""Possible duplicates, merging, undoing and the bin of companies, as people and programs meet them."""

import pytest

from changlai.accounts.models import Organisation
from changlai.companies import actions, naming, queries
from changlai.companies.models import Company, CompanyApart, CompanyMerging
from changlai.companies.tests.factories import make_company
from changlai.customers import actions as customers
from changlai.customers.tests.factories import browser
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("杭州常来科技有限公司", "常来科技"),
        ("常来科技（集团）股份有限公司", "常来科技"),
        ("浙江省杭州市西湖区常来科技有限责任公司", "常来科技"),
        ("Acme Co., Ltd.", "acme"),
        ("上海公司", "上海"),
        ("公", ""),
    ],
)
def test_core_of_a_name(name, core):
    assert naming.core(name) == core


def test_duplicates_share_a_bare_name_or_a_telephone(firm):
    a = make_company(firm, "杭州常来科技有限公司", phone="13800136120")
    b = make_company(firm, "常来科技")
    c = make_company(firm, "Other", phone="13800136120")
    foreign = found_firm("other")
    make_company(foreign, "常来科技")

    def pairs(by):
        with scope(firm.id):
            found, more = queries.duplicates(firm.admin, by=by)
            return [(one.first.pk, one.second.pk) for one in found], more

    assert pairs("core") == ([(a.pk, b.pk)], None)
    assert pairs("phone") == ([(a.pk, c.pk)], None)
    with scope(firm.id):
        assert {one.pk for one in queries.twins(firm.admin, a)} == {b.pk, c.pk}
        actions.tell_apart(first=b, second=a, by=firm.admin, now=NOON)
        actions.bin_companies(ids=[c.pk], by=firm.admin, now=NOON)
        assert queries.twins(firm.admin, a) == []
    assert (pairs("core"), pairs("phone")) == (([], None), ([], None))


def test_quality_counts_companies_that_may_be_another_one(firm):
    a = make_company(firm, "杭州常来科技有限公司", phone="13800136120")
    b, c = make_company(firm, "常来科技"), make_company(firm, "Other", phone="13800136120")
    gone, _alone = make_company(firm, "常来科技集团"), make_company(firm, "Alone")
    make_company(found_firm("other"), "常来科技")
    with scope(firm.id):
        actions.bin_companies(ids=[gone.pk], by=firm.admin, now=NOON)
        assert queries.count_alike() == (3, 4)
        actions.tell_apart(first=a, second=c, by=firm.admin, now=NOON)
        assert queries.count_alike() == (2, 4)
        customers.count_quality(organisation_id=firm.id, day=NOON.date())

    page = browser(firm.admin).get("/o/hemu/customers/quality/").content.decode()

    assert '<a class="cl-link" href="/o/hemu/companies/duplicates/">2</a>' in page
    assert "50 %" in page
    with scope(firm.id):
        actions.tell_apart(first=a, second=b, by=firm.admin, now=NOON)
        assert queries.count_alike() == (0, 4)


def test_pages_of_duplicates_follow_each_other(firm):
    for number in range(3):
        make_company(firm, f"Shop {number // 2}")
        make_company(firm, f"Shop {number // 2}")
    seen: list[tuple[int, int]] = []
    place: tuple[str, int, int] | None = ("", 0, 0)
    with scope(firm.id):
        while place is not None:
            found, place = queries.duplicates(firm.admin, after=place, limit=2)
            seen += [(one.first.pk, one.second.pk) for one in found]
        every, _more = queries.duplicates(firm.admin)
    assert seen == [(one.first.pk, one.second.pk) for one in every]
    assert len(set(seen)) == 7


def test_compare_merge_and_undo_by_hand(firm):
    a, b = make_company(firm, "Shop", remark="mine"), make_company(firm, "Shop", remark="theirs", source="fair")
    client = browser(firm.admin)

    queue = client.get("/o/hemu/companies/duplicates/").content.decode()
    side = client.get(f"/o/hemu/companies/merge/?id={a.pk}&id={b.pk}").content.decode()
    form = {"id": [a.pk, b.pk], "into": a.pk, "choice-remark": b.pk}
    done = client.post("/o/hemu/companies/merge/", form)
    page = client.get(done["Location"]).content.decode()
    led = client.get(f"/o/hemu/companies/{b.pk}/")
    with scope(firm.id):
        merging = CompanyMerging.objects.get()
    undoing = f"/o/hemu/companies/merges/{merging.pk}/undoing/"
    preview = client.get(undoing).content.decode()
    merges = client.get("/o/hemu/companies/merges/").content.decode()

    assert f"id={a.pk}&amp;id={b.pk}" in queue
    assert ('name="choice-remark"' in side, 'name="choice-name"' in side, "fair" in side) == (True, False, True)
    assert led["Location"].endswith(f"/companies/{a.pk}/")
    assert ("theirs" in page, undoing in page, undoing in merges) == (True, True, True)
    assert ("mine" in preview, "theirs" in preview) == (True, True)
    client.post(undoing)
    with scope(firm.id):
        assert dict(Company.objects.values_list("id", "remark")) == {a.pk: "mine", b.pk: "theirs"}
    assert client.post(undoing).status_code == 409
    assert client.get(undoing).status_code == 200


def test_merge_is_for_who_may_change_both(firm):
    seller = hire(firm, "Li", "sales")
    a, b = make_company(firm, "Shop", owner=seller), make_company(firm, "Shop")
    client = browser(seller)

    assert client.get(f"/o/hemu/companies/merge/?id={a.pk}").status_code == 200
    assert client.get(f"/o/hemu/companies/merge/?id={a.pk}&id={b.pk}").status_code == 403
    assert client.post("/o/hemu/companies/merge/", {"id": [a.pk, b.pk]}).status_code == 403
    assert client.get(f"/o/hemu/companies/merge/?id={a.pk}&id={a.pk}").status_code == 404
    assert client.get("/o/hemu/companies/merge/?id=x").status_code == 404
    with scope(firm.id):
        assert Company.objects.count() == 2


def test_bin_restores_and_purges(firm):
    shop, mill = make_company(firm, "Shop", code="91350100M000100Y43"), make_company(firm, "Mill")
    client = browser(firm.admin)

    client.post(f"/o/hemu/companies/{shop.pk}/bin/", {"reason": "closed"})
    gone = client.get(f"/o/hemu/companies/{shop.pk}/").content.decode()
    listed = client.get("/o/hemu/companies/").content.decode()
    bin_ = client.get("/o/hemu/companies/bin/").content.decode()
    taken = client.post("/o/hemu/companies/new/", {"name": "New", "code": "91350100M000100Y43"})

    assert ("is in the bin" in gone, "closed" in bin_, ">Shop<" in listed, ">Mill<" in listed) == (
        True,
        True,
        False,
        True,
    )
    assert (taken.status_code, "Restore it from there" in taken.content.decode()) == (422, True)
    client.post("/o/hemu/companies/bin/restoring/", {"id": shop.pk})
    assert client.get(f"/o/hemu/companies/{shop.pk}/").status_code == 200
    assert client.post("/o/hemu/companies/bin/purging/", {"id": shop.pk}).status_code == 422
    with scope(firm.id):
        actions.bin_companies(ids=[shop.pk, mill.pk], by=firm.admin, now=NOON)
        assert actions.purge_due(NOON) == 0
    client.post("/o/hemu/companies/bin/purging/", {"id": shop.pk})
    with scope(firm.id):
        assert list(Company.objects.values_list("name", flat=True)) == ["Mill"]
        assert actions.purge_due(NOON.replace(year=NOON.year + 1)) == 1
        assert Company.objects.count() == 0
    agent = browser(hire(firm, "Agent", "agent"))
    assert (agent.get("/o/hemu/companies/bin/").status_code, Organisation.objects.count()) == (403, 1)


def test_dismissed_pair_is_not_suggested_again(firm):
    a, b = make_company(firm, "Shop"), make_company(firm, "Shop")
    client = browser(firm.admin, **HTMX)

    client.post("/o/hemu/companies/duplicates/dismissal/", {"id": [a.pk, b.pk]})

    assert "No companies look alike" in client.get("/o/hemu/companies/duplicates/").content.decode()
    with scope(firm.id):
        assert CompanyApart.objects.count() == 1


def test_drawer_shows_the_company_over_the_list(firm):
    shop = make_company(firm, "Shop", remark="near the lake")
    drawer = browser(firm.admin, **HTMX).get(f"/o/hemu/companies/{shop.pk}/?panel=1&list=1").content.decode()

    assert ("near the lake" in drawer, "<html" in drawer) == (True, False)
