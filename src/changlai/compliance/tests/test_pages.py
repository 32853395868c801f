"""The pages of the rules of contact and of data requests, and the same for programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from changlai.compliance import actions
from changlai.compliance.models import BlockedWord, Consent, QuietHours, SubjectRequest, Suppression
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.test_api import JSON
from changlai.kernel import db
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.edge.visitor import connect
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

RULES = "/o/hemu/settings/contact/"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def page(firm):
    return browser(firm.admin)


@pytest.fixture
def lin(firm):
    return make_customer(firm, "Lin", phone="+8613800138000")


def test_rules_are_set_shown_and_taken_away(firm, page):
    assert page.get(RULES).status_code == 200
    page.post(f"{RULES}quiet/", {"channel": "", "starts_at": "22:00", "ends_at": "08:00"})
    page.post(f"{RULES}cap/", {"purpose": "marketing", "messages": 2, "days": 7})
    page.post(f"{RULES}words/", {"words": "全网最低\n国家级", "category": "广告法", "effect": "block"})
    page.post(
        f"{RULES}suppressions/",
        {"kind": "phone", "value": "+86 138 0013 8000", "covers": "everything", "reason": "asked", "until": ""},
    )

    shown = page.get(RULES).content.decode()
    assert "22:00 - 08:00" in shown
    assert "国家级" in shown
    assert "2 messages in 7 days" in shown
    assert "13800138000" not in shown
    with scope(firm.id):
        word, hours, entry = BlockedWord.objects.order_by("id")[0], QuietHours.objects.get(), Suppression.objects.get()
    page.post(f"{RULES}words/{word.pk}/removal/")
    page.post(f"{RULES}quiet/{hours.pk}/removal/")
    page.post(f"{RULES}suppressions/{entry.pk}/removal/")
    page.post(f"{RULES}cap/", {"purpose": "marketing", "messages": 0, "days": 7})
    assert "No limit is set" in page.get(RULES).content.decode()
    with scope(firm.id):
        left = (BlockedWord.objects.count(), QuietHours.objects.count(), Suppression.objects.count())
    assert left == (1, 0, 0)


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("quiet", {"channel": "", "starts_at": "22:00", "ends_at": "22:00"}),
        ("cap", {"purpose": "nothing", "messages": 2, "days": 7}),
        ("words", {"words": "！！", "effect": "block"}),
        ("suppressions", {"kind": "phone", "value": "none", "covers": "everything", "reason": "asked"}),
    ],
)
def test_wrong_rule_is_refused_with_what_was_typed(page, place, form):
    answer = page.post(f"{RULES}{place}/", form)

    assert answer.status_code == 422
    assert "invalid" in answer.content.decode()


def test_import_takes_all_lines_or_names_the_wrong_ones(firm, page):
    good = "kind,value,note\nphone,13800138000,先生\nemail,a@b.example,".encode("gb18030")
    wrong = b"fax,1\nphone,13800138001"

    refused = page.post(f"{RULES}suppressions/import/", {"file": SimpleUploadedFile("list.csv", wrong)})
    with scope(firm.id):
        assert Suppression.objects.count() == 0
    page.post(f"{RULES}suppressions/import/", {"file": SimpleUploadedFile("list.csv", good)})

    assert "lines 1" in refused.content.decode()
    with scope(firm.id):
        assert Suppression.objects.count() == 2


def test_import_of_too_many_lines_takes_none_of_them(firm, page, monkeypatch):
    monkeypatch.setattr("changlai.compliance.actions.contact.LARGEST_LIST", 1)
    file = SimpleUploadedFile("list.csv", b"phone,13800138000\nphone,13800138001")

    refused = page.post(f"{RULES}suppressions/import/", {"file": file})

    assert "more than 1 lines" in refused.content.decode()
    with scope(firm.id):
        assert Suppression.objects.count() == 0


def test_panel_says_why_not_and_a_consent_changes_it(firm, page, lin):
    panel = f"/o/hemu/customers/{lin.pk}/contact/"
    form = {"purpose": "marketing", "channel": "", "is_given": "yes", "way": "form", "text_version": "2026-03"}
    assert page.get(panel).status_code == 200
    with scope(firm.id):
        before = program(firm.admin).get(f"/api/v1/customers/{lin.pk}/contact").json()

    page.post(f"{panel}consents/", form)

    assert "notice" in page.get(panel).content.decode()
    with scope(firm.id):
        assert Consent.objects.get().is_given
    assert before["consents"] == []


def test_panel_says_once_what_is_true_of_every_channel(firm, page, lin):
    connect(firm)
    panel = f"/o/hemu/customers/{lin.pk}/contact/"

    html = page.get(panel).content.decode()

    assert html.count("Every channel") == 2
    assert html.count("The customer has not agreed to marketing there.") == 1
    page.post(f"{panel}consents/", {"purpose": "service", "channel": "webchat", "is_given": "no", "way": "phone"})
    parted = page.get(panel).content.decode()
    assert parted.count("The customer does not want") == 1
    assert parted.count("The customer has not agreed to marketing there.") == 1


def test_copy_is_asked_for_made_and_fetched_once(firm, page, lin):
    page.post(f"/o/hemu/customers/{lin.pk}/contact/copies/")
    with scope(firm.id):
        request = SubjectRequest.objects.get()
        actions.make_copy(request_id=request.pk, now=timezone.now())
    address = f"/o/hemu/settings/data-requests/{request.pk}/copy/"

    assert "Fetch, once" in page.get("/o/hemu/settings/data-requests/").content.decode()
    first, second = page.post(address), page.post(address)

    assert b"".join(first).startswith(b"PK")
    assert second.status_code == 410


def run_out(kind):
    """The last try of the only job of this kind."""
    db.run("update lease set attempts = 7, due = clock_timestamp() where kind = %s", (kind,))
    one = Runner("jobs", holder="w", crew=Crew(1))
    one.run_once()
    one.close()


def the_request(firm):
    with scope(firm.id):
        return SubjectRequest.objects.get()


def test_copy_whose_job_is_given_up_has_failed_and_is_tried_again(firm, page, lin, settings, tmp_path):
    page.post(f"/o/hemu/customers/{lin.pk}/contact/copies/")
    folder, settings.FILES_DIR = settings.FILES_DIR, tmp_path / "no folder"
    settings.FILES_DIR.touch()

    with scope(firm.id):
        run_out(actions.EXPORT)
    failed = the_request(firm)
    shown = page.get("/o/hemu/settings/data-requests/").content.decode()
    told = program(firm.admin).get(f"/api/v1/data-requests/{failed.pk}").json()
    settings.FILES_DIR = folder
    answer = page.post(f"/o/hemu/settings/data-requests/{failed.pk}/retry/")
    with scope(firm.id):
        run_out(actions.EXPORT)

    assert failed.state == "failed"
    assert failed.error == "NotADirectoryError"
    assert "could not read or write its files" in shown
    assert "服务器无法读写文件" in told["error"]  # a program's language is the organisation's
    assert "/retry/" in shown
    assert (answer.status_code, the_request(firm).state, the_request(firm).error) == (302, "done", "")
    with scope(firm.id):
        deeds = AuditEntry.objects.filter(action="compliance.export_retried")
        assert deeds.values_list("changes", flat=True).get() == {"customer": lin.pk}


def test_copy_is_made_however_large_it_is(firm, page, lin, settings):
    settings.FILE_LIMIT_BYTES = 10
    page.post(f"/o/hemu/customers/{lin.pk}/contact/copies/")

    with scope(firm.id):
        run_out(actions.EXPORT)

    assert the_request(firm).state == "done"


def test_what_has_not_failed_is_not_tried_again(firm, page, lin):
    page.post(f"/o/hemu/customers/{lin.pk}/contact/copies/")
    request = the_request(firm)

    assert page.post(f"/o/hemu/settings/data-requests/{request.pk}/retry/").status_code == 409
    assert the_request(firm).state == "waiting"


def test_copy_of_a_deleted_customer_says_so_and_is_not_offered_again(firm, page, lin):
    page.post(f"/o/hemu/customers/{lin.pk}/contact/copies/")
    with scope(firm.id):
        Customer.objects.filter(pk=lin.pk).delete()
        run_out(actions.EXPORT)

    shown = page.get("/o/hemu/settings/data-requests/").content.decode()

    assert the_request(firm).state == "failed"
    assert "was deleted before the copy was made" in shown
    assert "/retry/" not in shown


def test_a_file_is_handed_out_without_a_key_only(firm, lin):
    client = program(firm.admin)
    made = client.post(f"/api/v1/customers/{lin.pk}/data-requests", {"kind": "export"}, content_type=JSON).json()
    with scope(firm.id):
        actions.make_copy(request_id=made["id"], now=timezone.now())
    address = f"/api/v1/data-requests/{made['id']}/copy"

    refused = client.post(address, headers={"idempotency-key": "k1"})
    fetched = client.post(address)

    assert (refused.status_code, refused.json()["rule"]) == (400, "api.key_not_taken")
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "application/zip")
    assert b"".join(fetched).startswith(b"PK")
    assert client.post(address).status_code == 410


def test_erasure_shows_what_goes_and_can_be_called_off(firm, page, lin):
    address = f"/o/hemu/customers/{lin.pk}/contact/erasure/"
    assert "Identities" in page.get(address).content.decode()

    page.post(address, {"reason": "asked by phone", "needs_second": "on"})
    with scope(firm.id):
        request = SubjectRequest.objects.get()
    assert request.state == "asked"
    assert page.post(f"/o/hemu/settings/data-requests/{request.pk}/approval/").status_code == 422
    page.post(f"/o/hemu/settings/data-requests/{request.pk}/cancellation/")

    with scope(firm.id):
        assert SubjectRequest.objects.get().state == "cancelled"


@pytest.mark.parametrize("role", ["agent", "viewer", "sales"])
def test_others_do_not_reach_rules_and_requests(firm, role):
    member = browser(hire(firm, "唐悦", role))

    assert member.get(RULES).status_code == 403
    assert member.get("/o/hemu/settings/data-requests/").status_code == 403


def test_program_sets_rules_and_asks_for_an_erasure(firm, lin):
    client = program(firm.admin)
    quiet = {"starts_at": "22:00:00", "ends_at": "08:00:00"}
    addresses = {"addresses": [{"kind": "email", "value": "a@b.example", "reason": "complaint"}]}

    assert client.put("/api/v1/contact-rules/quiet-hours", quiet, content_type=JSON).status_code == 204
    assert client.get("/api/v1/contact-rules/quiet-hours").json()[0]["ends_at"] == "08:00:00"
    cap = {"purpose": "marketing", "messages": 1, "days": 1}
    assert client.put("/api/v1/contact-rules/cap", cap, content_type=JSON).status_code == 204
    assert client.post("/api/v1/contact-rules/words", {"words": ["x1"]}, content_type=JSON).json() == {"count": 1}
    assert client.post("/api/v1/contact-rules/suppressions", addresses, content_type=JSON).json() == {"count": 1}
    listed = client.get("/api/v1/contact-rules/suppressions").json()["items"]
    assert client.delete(f"/api/v1/contact-rules/suppressions/{listed[0]['id']}").status_code == 204

    said = {"purpose": "marketing", "is_given": False}
    assert client.post(f"/api/v1/customers/{lin.pk}/consents", said, content_type=JSON).status_code == 201
    order = {"kind": "erasure", "reason": "letter"}
    asked = client.post(f"/api/v1/customers/{lin.pk}/data-requests", order, content_type=JSON)
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    assert client.post(f"/api/v1/customers/{lin.pk}/data-requests", order, content_type=JSON).status_code == 409
    number = asked.json()["id"]
    assert client.post(f"/api/v1/data-requests/{number}/cancellation").status_code == 204
    assert client.get("/api/v1/data-requests").json()["items"][0]["state"] == "cancelled"
