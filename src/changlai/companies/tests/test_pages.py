"""The pages of companies, as people and programs use them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.companies import actions
from changlai.companies.models import Company, Industry, Post
from changlai.companies.tests.factories import make_company
from changlai.customers import actions as customers
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


def test_company_is_made_with_own_fields_and_opened(firm):
    with scope(firm.id):
        section = records.create_section(of="company", name="Contract", by=firm.admin)
        field = records.create_field(
            section=section, kind=FieldKind.MONEY, rules=Rules("Volume"), by=firm.admin, now=NOON
        )
    client = browser(firm.admin)

    answer = client.post(
        "/o/hemu/companies/new/",
        {"name": "Shop", "place": "杭州西湖区文三路 1 号", f"field-{field.pk}": "12.5万", "website": "shop.example"},
    )
    page = client.get(answer["Location"]).content.decode()
    wrong = client.post("/o/hemu/companies/new/", {"name": "Mill", "code": "123", "parent": "Nowhere"})

    assert "浙江省 杭州市 西湖区 文三路 1 号" in page
    assert ("¥125,000.00" in page, "https://shop.example" in page) == (True, True)
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Province|City|District|Street and number"), ("zh-hans", "省份|城市|区/县|详细地址")]
)
def test_choice_of_a_place_speaks_the_readers_language(firm, language, words):
    page = browser(firm.admin, language=language).get("/o/hemu/companies/new/").content.decode()

    assert f'data-words="{words}"' in page


def test_company_is_changed_and_refuses_a_circle(firm):
    top = make_company(firm, "Top")
    low = make_company(firm, "Low", parent=top)
    client = browser(firm.admin)

    kept = client.post(f"/o/hemu/companies/{low.pk}/change/", {"name": "Lower", "parent": "Top"})
    refused = client.post(f"/o/hemu/companies/{top.pk}/change/", {"name": "Top", "parent": "Lower"})

    assert (kept.status_code, refused.status_code) == (302, 422)
    with scope(firm.id):
        assert Company.objects.get(pk=low.pk).name == "Lower"


def test_customer_page_offers_the_company_a_platform_told(firm):
    lin = make_customer(firm, "Lin")
    with scope(firm.id):
        Customer.objects.filter(pk=lin.pk).update(company="常来科技")
    client = browser(firm.admin)
    panel = f"/o/hemu/customers/{lin.pk}/company/"

    before = client.get(panel).content.decode()
    client.post(f"/o/hemu/customers/{lin.pk}/employment/", {"name": "常来科技"})
    after = client.get(panel).content.decode()

    assert "Make this company" in before
    with scope(firm.id):
        post = Post.objects.select_related("company").get()
        assert (post.company.name, post.is_main) == ("常来科技", True)
    assert f"/companies/{post.company_id}/" in after


def test_company_nobody_told_is_added_beside_a_conversation_in_a_dialog(firm):
    lin, shop = make_customer(firm, "Lin"), make_company(firm, "Shop")
    client = browser(firm.admin, **HTMX)
    panel, place = f"/o/hemu/customers/{lin.pk}/company/", f"/o/hemu/customers/{lin.pk}/employment/"

    before = client.get(panel).content.decode()
    dialog = client.get(place).content.decode()
    refused = client.post(place, {"name": " "})
    added = client.post(place, {"name": "Shop"})
    after = client.get(panel).content.decode()

    assert (f'hx-get="{place}"' in before, "is-empty" in before) == (True, True)
    assert (dialog.count('name="name"'), refused.status_code) == (1, 422)
    assert "Give the company its name." in refused.content.decode()
    assert (added.status_code, json.loads(added["HX-Trigger"])) == (204, {"closeDialog": "", "companyChanged": ""})
    assert (f"/companies/{shop.pk}/" in after, "is-empty" in after, place in after) == (True, False, False)
    assert 'hx-trigger="companyChanged from:body"' in after


def test_post_is_changed_and_taken_away(firm):
    shop, lin = make_company(firm, "Shop"), make_customer(firm, "Lin")
    with scope(firm.id):
        post = actions.add_person(company=shop, customer=lin, by=firm.admin)
    client, here = browser(firm.admin, **HTMX), f"/o/hemu/companies/{shop.pk}/people/{post.pk}/"

    form = client.get(here).content.decode()
    client.post(here, {"position": "CEO", "left_on": "2026-01-31"})
    with scope(firm.id):
        held = Post.objects.get()
    client.post(f"{here}removal/")

    assert 'name="position"' in form
    assert (held.position, str(held.left_on), held.is_main) == ("CEO", "2026-01-31", False)
    with scope(firm.id):
        assert Post.objects.count() == 0


def test_industries_are_kept_in_order(firm):
    client = browser(firm.admin, **HTMX)
    for name in ("Retail", "Education"):
        client.post("/o/hemu/settings/industries/new/", {"name": name})
    with scope(firm.id):
        ids = list(Industry.objects.order_by("-id").values_list("id", flat=True))
    client.post("/o/hemu/settings/industries/order/", {"ids": ",".join(map(str, ids))})

    page = browser(firm.admin).get("/o/hemu/settings/industries/").content.decode()

    assert page.index("Education") < page.index("Retail")
    assert client.post("/o/hemu/settings/industries/new/", {"name": "Retail"}).status_code == 409
    assert browser(hire(firm, "Agent", "agent")).get("/o/hemu/settings/industries/").status_code == 403


@pytest.mark.parametrize("path", ["companies/", "company"])
def test_number_of_statements_does_not_grow(firm, path):
    shop = make_company(firm, "Shop")
    here = "/o/hemu/companies/" if path == "companies/" else f"/o/hemu/companies/{shop.pk}/"
    client = browser(firm.admin)

    def statements() -> int:
        client.get(here)
        with CaptureQueriesContext(connection) as seen:
            client.get(here)
        return len(seen)

    def fill(number: int) -> None:
        made = make_company(firm, f"Mill {number}", parent=shop)
        with scope(firm.id):
            for company in (shop, made):
                customer = make_customer(firm, f"P{number}-{company.pk}")
                actions.add_person(company=company, customer=customer, by=firm.admin)

    fill(0)
    few = statements()
    for number in range(1, 4):
        fill(number)

    assert statements() == few


def test_timeline_of_several_shows_whom_a_member_may_see(firm):
    seller = hire(firm, "Li", "sales")
    lin, wei = make_customer(firm, "Lin", owner=seller), make_customer(firm, "Wei")
    query = f"?id={lin.pk}&id={wei.pk}&id=x"
    with scope(firm.id):
        for one in (lin, wei):
            customers.write_note(customer=one, text=f"about {one.name}", by=firm.admin, now=NOON)

    page = browser(firm.admin, **HTMX).get(f"/o/hemu/customers/timeline/{query}").content.decode()
    his = browser(seller, **HTMX).get(f"/o/hemu/customers/timeline/{query}").content.decode()

    assert ("about Lin" in page, "about Wei" in page) == (True, True)
    assert ("about Lin" in his, "about Wei" in his) == (True, False)


def test_change_of_a_changed_company_shows_both_texts(firm):
    shop = make_company(firm, "Shop", remark="old")
    client, here = browser(firm.admin), f"/o/hemu/companies/{shop.pk}/change/"
    with scope(firm.id):
        seen = Company.objects.get().changed_at.isoformat()
        actions.edit(company=shop, facts={"remark": "theirs"}, by=firm.admin, now=NOON.replace(hour=20))

    shown = client.post(here, {"name": "Shop", "remark": "mine", "seen": seen})
    page = shown.content.decode()
    with scope(firm.id):
        kept = Company.objects.get()
    again = client.post(here, {"name": "Shop", "remark": "mine", "seen": kept.changed_at.isoformat()})

    assert (shown.status_code, "theirs" in page, ">mine<" in page, kept.remark) == (422, True, True, "theirs")
    assert kept.changed_at.isoformat() in page
    with scope(firm.id):
        assert (again.status_code, Company.objects.get().remark) == (302, "mine")
