"""Work on a case, by its page and by the API: handed over, weighed, noted, written to, solved, rated, late."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from changlai.accounts import pages
from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels.models import Account, Colleague, Outbox
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser
from changlai.inbox.models import Conversation
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.kernel.throttle import Throttle
from changlai.listening import actions
from changlai.listening.actions import cases_due
from changlai.listening.enums import CaseState
from changlai.listening.models import Case, CaseCause
from changlai.listening.tests.cases import fresh, judge, make_author, make_rule, open_case, say, steps_of
from changlai.notifications.models import Dispatch, Notification
from tests.support.house import NOON, Firm, deliver, found_firm, hire, message, settle, work
from tests.support.programs import program, send

HOME = "/o/hemu/listening/cases/"


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def known_case(firm: Firm) -> Case:
    """A case about somebody who has written to the firm in private before."""
    deliver(firm, message("lin", "在吗"))
    settle(["customers.timeline", "inbox.messages"])
    author = make_author(firm)
    case = open_case(firm, say(firm, "床垫有味道！客服不理人", by=author))
    with scope(firm.id):
        actions.link(author=author, customer=Customer.objects.get(), by=firm.admin, now=NOON)
    return fresh(firm, case)


def link_sent(firm: Firm) -> str:
    with scope(firm.id):
        text = Outbox.objects.order_by("-id").values_list("content", flat=True)[0]["text"]
    found = re.search(r"/how-was-it/\S+", text)
    assert found
    return found[0]


@pytest.mark.django_db
def test_case_is_handed_over_weighed_and_noted_by_page_and_by_program(firm):
    li = hire(firm, "李敏", "agent")
    case = open_case(firm, say(firm, "坏了", by=make_author(firm)))
    page, api, one = browser(firm.admin), program(firm.admin), f"/cases/{case.pk}"

    dialog = page.get(f"{HOME}{case.pk}/owner/", headers={"HX-Request": "true"}).content.decode()
    page.post(f"{HOME}{case.pk}/owner/", {"owner": li.pk})
    by_page = fresh(firm, case).owner
    browser(li).post(f"{HOME}{case.pk}/risk/", {"risk": "high"})
    empty = browser(li).post(f"{HOME}{case.pk}/notes/", {"text": " "})
    browser(li).post(f"{HOME}{case.pk}/notes/", {"text": "仓库说<b>周五</b>补发"})
    shown = browser(li).get(f"{HOME}{case.pk}/?talk=note").content.decode()
    taken = send(api, "PUT", f"{one}/owner", {"owner_id": firm.admin.pk}).json()
    weighed = send(api, "PUT", f"{one}/risk", {"risk": "low"}).json()
    noted = send(api, "POST", f"{one}/notes", {"text": "已补发"})
    nobody = send(api, "PUT", f"{one}/owner", {"owner_id": hire(firm, "V", "viewer").pk}).json()
    steps = api.get(f"/api/v1{one}/steps").json()

    assert "李敏" in dialog
    assert (by_page, empty.status_code) == (li, 422)
    assert "仓库说&lt;b&gt;周五&lt;/b&gt;补发" in shown
    assert (taken["owner_id"], weighed["risk"], noted.status_code) == (firm.admin.pk, "low", 201)
    assert nobody["rule"] == "listening.cannot_own_case"
    assert [one["kind"] for one in steps] == [
        "heard",
        "opened",
        "given",
        "given",
        "risk",
        "noted",
        "given",
        "risk",
        "noted",
    ]
    assert browser(li).post(f"{HOME}{case.pk}/notes/", {"text": "x"}).status_code in {403, 404}  # no longer theirs


@pytest.mark.django_db
def test_only_the_parts_that_change_are_drawn_again(firm):
    case = open_case(firm, say(firm, "坏了", by=make_author(firm)))
    client, live = browser(firm.admin), {"HX-Request": "true"}

    part = client.get(f"{HOME}{case.pk}/?part=live&talk=public&had=0", headers=live).content.decode()
    whole = client.get(f"{HOME}{case.pk}/?part=live").content.decode()

    ids = re.findall(r'id="(case-[a-z]+)"[^>]*hx-swap-oob="true"', part)
    assert ids == ["case-head", "case-end", "case-who", "case-steps", "case-beside"]
    assert ("<html" in part, "<html" in whole) == (False, True)
    assert "hx-swap-oob" not in whole


@pytest.mark.django_db(transaction=True)
def test_private_talk_solving_and_the_survey_from_page_to_timeline(firm):
    case = known_case(firm)
    with scope(firm.id):
        cause = CaseCause.objects.create(organisation_id=firm.id, name="物流")
        talk = Conversation.objects.get()
    client, live = browser(firm.admin), {"HX-Request": "true"}

    page = client.get(f"{HOME}{case.pk}/").content.decode()
    came = client.get(f"{HOME}{case.pk}/?part=live&talk=private&had=0", headers=live).content.decode()
    stays = client.get(f"{HOME}{case.pk}/?part=live&talk=private&had={talk.pk}", headers=live).content.decode()
    dialog = client.get(f"{HOME}{case.pk}/solution/", headers=live).content.decode()
    client.post(f"{HOME}{case.pk}/solution/", {"cause": cause.pk, "outcome": "补发并道歉", "asks": "on"})
    link, customer = link_sent(firm), Client(headers={"accept-language": "en"})
    asked = customer.get(link)
    empty = customer.post(link, {"comment": "hm"})
    thanked = customer.post(link, {"score": "2", "comment": "等了<i>两周</i>"})
    again = customer.post(link, {"score": "5"})

    inner = f"/o/hemu/inbox/{talk.pk}/talk/"
    assert inner in page
    assert ('id="case-talk"' in came, 'id="case-talk"' in stays, 'id="case-beside"' in stays) == (True, False, True)
    assert ("asks" in dialog, "物流" in dialog) == (True, True)
    assert (asked.status_code, empty.status_code, thanked.status_code, again.status_code) == (200, 422, 200, 200)
    assert "Are you content with how we solved it?" in asked.content.decode()
    assert (asked["Cache-Control"], asked["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "You have answered already." in again.content.decode()
    solved = fresh(firm, case)
    assert (solved.state, solved.cause_id, solved.score, solved.score_comment) == (
        "solved",
        cause.pk,
        2,
        "等了<i>两周</i>",
    )
    assert steps_of(firm, case)[-3:] == ["solved", "wrote", "rated"]
    assert "等了&lt;i&gt;两周&lt;/i&gt;" in client.get(f"{HOME}{case.pk}/").content.decode()
    record = client.get(f"/o/hemu/customers/{solved.customer_id}/").content.decode()
    assert record.count("solved case 1") == record.count("Rated how case 1 was solved: 2 of 5") == 1


@pytest.mark.django_db(transaction=True)
def test_by_program_a_case_is_solved_asked_about_and_refused_where_there_is_no_way(firm):
    stranger = open_case(firm, say(firm, "坏了", by=make_author(firm, "9", name="路人")))
    case = known_case(firm)
    api = program(firm.admin)

    def told(of: Case, path: str, body: dict | None = None) -> dict:
        return send(api, "POST", f"/cases/{of.pk}/{path}", body).json()

    early = told(case, "survey")["rule"]
    none = told(stranger, "private")["rule"]
    solved = told(case, "solution", {"outcome": "补发"})
    asked = told(case, "survey")
    twice = told(case, "solution", {"outcome": "补发"})["rule"]
    first = link_sent(firm)
    told(case, "survey")
    old, new = Client().get(first).status_code, Client().get(link_sent(firm)).status_code
    back = told(case, "reopening")
    gone = told(stranger, "dropping", {"why": "广告"})

    assert (early, none, twice) == ("listening.not_solved_yet", "listening.no_private_talk", "listening.case_closed")
    assert (solved["state"], asked["rated_at"], back["state"], gone["state"]) == ("solved", None, "working", "dropped")
    assert (old, new) == (404, 200)  # a newer link takes the place of the one before
    assert Client().get(link_sent(firm)).status_code == 404  # taken up again: nothing is asked


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_hammered_is_held_back_and_no_other(firm, monkeypatch):
    monkeypatch.setattr(pages, "_LINKS", Throttle(per_minute=0.001, burst=3))
    case = known_case(firm)
    api = program(firm.admin)
    send(api, "POST", f"/cases/{case.pk}/solution", {"outcome": "补发"})
    send(api, "POST", f"/cases/{case.pk}/survey")
    link = link_sent(firm)

    codes = [Client().get(link).status_code for _ in range(5)]
    send(api, "POST", f"/cases/{case.pk}/survey")

    assert codes == [200, 200, 200, 429, 429]
    assert Client().get(link_sent(firm)).status_code == 200
    assert Client().get("/how-was-it/forged/").status_code == 404


def work_app(firm: Firm, **names: Member) -> None:
    """WeCom knows these colleagues: notices reach them there."""
    with scope(firm.id):
        account = Account.objects.create(
            organisation_id=firm.id, channel="wecom", product="wecom", name="work", settings={}, hook_key="k" * 40
        )
        for slug, member in names.items():
            Colleague.objects.create(organisation_id=firm.id, account=account, external_id=slug, name=member.name)
            channels.link_colleague(account_id=account.pk, external_id=slug, member_id=member.pk)


@pytest.mark.django_db(transaction=True)
def test_whose_answer_is_late_and_whoever_leads_them_hear_it_by_wecom(firm):
    settle(["notifications.raised"])
    li, boss = hire(firm, "Li", "agent"), hire(firm, "Boss", "manager")
    work_app(firm, li=li, boss=boss)
    make_rule(firm, owners=[li], escalate_to=boss, answer_minutes=60)
    (case,) = judge(firm, say(firm, "坏了", by=make_author(firm)))

    with scope(firm.id):
        cases_due.escalate(firm.id, now=NOON + timedelta(minutes=61))
    settle(["notifications.raised"])
    with scope(firm.id):
        Dispatch.objects.update(due_at=timezone.now())
        db.run("update lease set due = clock_timestamp() where organisation_id = %s", (firm.id,))
    work(["notices"])

    with scope(firm.id):
        ordered = db.rows(
            "select body->>'recipient', body->'note'->>'title' from lease where queue = 'member_messages' order by 1, 2"
        )
        kinds = Notification.objects.filter(kind="listening.late").values_list("member_id", flat=True)
        assert set(kinds) == {li.pk, boss.pk}
    late = f"舆情案例 {case.number} 超时未回应"
    assert ordered[0] == ("boss", late)
    assert [one for one, _ in ordered] == ["boss", "li"]  # theirs is a digest: the case became theirs, and is late
    assert fresh(firm, case).state == CaseState.NEW
