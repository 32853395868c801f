"""Tasks beside every record, and their machine's work when a worker dies in the middle of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.companies.tests.factories import make_company
from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope
from changlai.orders.tests.factories import make_order
from changlai.tasks import actions
from changlai.tasks.actions import rules
from changlai.tasks.enums import TaskRuleKind
from changlai.tasks.models import Task
from changlai.tasks.tests.factories import make_task, titles
from tests.support.house import NOON, deliver, found_firm, hire, message, settle

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm():
    return found_firm()


def about(kind, record, firm):
    return {
        "title": f"Look at the {kind}",
        "assignee": firm.admin.pk,
        "due_on": timezone.localdate().isoformat(),
        "priority": "2",
        "repeat": "",
        "every": "1",
        "reminder": "",
        "steps": "",
        "about": f"{kind}:{record.pk}",
    }


def test_task_is_made_on_a_companys_and_an_orders_page_and_done_there_with_one_click(firm):
    client, htmx = browser(firm.admin), browser(firm.admin, **HTMX)
    company = make_company(firm, "晨曦设计")
    order = make_order(firm, make_customer(firm, "林小满"))
    for kind, record, page in (
        ("company", company, f"/o/hemu/companies/{company.pk}/"),
        ("order", order, f"/o/hemu/orders/{order.pk}/"),
    ):
        box = f"/o/hemu/records/{kind}/{record.pk}/tasks/"
        assert f'hx-get="{box}"' in client.get(page).content.decode()
        assert f"kind={kind}&amp;record={record.pk}" in htmx.get(box).content.decode()

        assert htmx.post("/o/hemu/tasks/new/", about(kind, record, firm)).status_code == 204
        assert f"Look at the {kind}" in htmx.get(box).content.decode()
        with scope(firm.id):
            task = Task.objects.get(record_kind=kind)
        htmx.post(f"/o/hemu/tasks/{task.pk}/done/", {"beside": "1"})

    assert titles(firm, done_at__isnull=False) == ["Look at the company", "Look at the order"]


def test_box_of_a_record_out_of_sight_is_not_there(firm):
    stranger = hire(firm, "小周", role="sales")
    order = make_order(firm, make_customer(firm, "林小满", owner=firm.admin))

    assert browser(stranger).get(f"/o/hemu/records/order/{order.pk}/tasks/").status_code == 404
    assert browser(firm.admin).get("/o/hemu/records/nothing/1/tasks/").status_code == 404


def test_conversation_offers_a_task_that_leads_back_to_it(firm):
    deliver(firm, message("u1", "你好"))
    settle()
    with scope(firm.id):
        talk = Conversation.objects.get()
    page = browser(firm.admin).get(f"/o/hemu/inbox/{talk.pk}/").content.decode()

    start = page.index("data-make-task")
    tag = page[page.rindex("<a", 0, start) : start]
    assert f"customer={talk.customer_id}" in tag
    assert f"place=%2Fo%2Fhemu%2Finbox%2F{talk.pk}%2F" in tag or f"place=/o/hemu/inbox/{talk.pk}/" in tag


def silent(firm, count):
    """Customers of the administrator whose last follow-up was long ago, and the rule about them."""
    with scope(firm.id):
        wish = rules.Wish(TaskRuleKind.SILENT, "Call again", days=7)
        rule = actions.create_rule(wish=wish, by=firm.admin, now=NOON)
    for n in range(count):
        make_customer(firm, f"C{n}", owner=firm.admin)
    with scope(firm.id):
        for place, one in enumerate(Customer.objects.order_by("id")):
            at = NOON - timedelta(days=6, minutes=place)
            Customer.objects.filter(pk=one.pk).update(followed_up_at=at)
    return rule


def test_rule_goes_on_after_its_worker_died_and_gives_nothing_twice(firm, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    rule = silent(firm, 5)
    later = NOON + timedelta(days=2)

    def killed():
        with scope(firm.id):
            assert actions.apply_silent(rule.pk, now=later)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert titles(firm) == []  # what it made and how far it has looked went together
    with scope(firm.id):
        assert actions.apply_silent(rule.pk, now=later)
    with pytest.raises(KeyboardInterrupt):
        killed()
    for _ in range(4):
        with scope(firm.id):
            actions.apply_silent(rule.pk, now=later)

    with scope(firm.id):
        assert Task.objects.values("customer").distinct().count() == Task.objects.count() == 5


def test_reminder_is_told_once_though_a_worker_died_while_telling(firm):
    make_task(firm, "Call", remind_minutes=0)

    def killed():
        with scope(firm.id):
            assert actions.remind(firm.id, now=NOON + timedelta(days=1)) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with scope(firm.id):
        assert actions.remind(firm.id, now=NOON + timedelta(days=1)) == 1
    with scope(firm.id):
        assert actions.remind(firm.id, now=NOON + timedelta(days=1)) == 0
