"""A customer goes to the bin: out of sight, nothing lost, back by a click or a message, gone for good at last."""

from datetime import timedelta

import pytest

from changlai.customers import actions, queries
from changlai.customers.models import Customer, Identity, Interaction, Purge
from changlai.customers.tests.factories import browser
from changlai.customers.tests.test_api import JSON
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation, LaterMessage
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, hire, later, message, settle, work
from tests.support.programs import program

pytestmark = pytest.mark.django_db(transaction=True)

BIN = "/o/hemu/customers/bin/"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def page(firm):
    return browser(firm.admin)


@pytest.fixture
def lin(firm):
    deliver(firm, message("lin-1", "有货吗", at=NOON, phone="+8613811112222", name="林小满"))
    settle()
    with scope(firm.id):
        return Customer.objects.get()


def binned(firm, lin, **more):
    with scope(firm.id):
        actions.bin_customers(ids=[lin.pk], by=firm.admin, now=later(5), reason="重复", **more)
    settle()


def test_customer_leaves_every_list_and_comes_back_as_they_were(firm, page, lin):
    answer = page.post(f"/o/hemu/customers/{lin.pk}/bin/", {"reason": "重复"})
    assert answer.headers["Location"] == f"/o/hemu/customers/{lin.pk}/"
    settle()

    shown = page.get(f"/o/hemu/customers/{lin.pk}/").content.decode()
    assert "is in the bin" in shown
    assert "重复" in shown
    with scope(firm.id):
        assert list(queries.visible_to(firm.admin)) == []
        assert not queries.can_view(firm.admin, Customer.objects.get())
        assert Identity.objects.count() == 2
    assert "林小满" in page.get(BIN).content.decode()
    assert program(firm.admin).get(f"/api/v1/customers/{lin.pk}").status_code == 404

    page.post(f"{BIN}restoring/", {"id": lin.pk})

    with scope(firm.id):
        assert list(queries.visible_to(firm.admin)) == [lin]
        kinds = list(Interaction.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["binned", "restored"]
    assert "林小满" not in page.get(BIN).content.decode()


def test_open_conversations_are_closed_and_planned_messages_called_off(firm, lin):
    with scope(firm.id):
        talk = Conversation.objects.get()
        inbox.plan(conversation=talk, text="明天发货", uploads=[], send_at=later(600), by=firm.admin, now=later(1))

    binned(firm, lin)

    with scope(firm.id):
        assert [one.state for one in Conversation.objects.all()] == ["closed"]
        assert [one.state for one in LaterMessage.objects.all()] == ["cancelled"]
        assert Customer.objects.get().binned_at == later(5)  # the end of the talk brings nobody back


def test_message_brings_its_customer_back_and_the_timeline_says_so(firm, page, lin):
    binned(firm, lin)

    deliver(firm, message("lin-1", "还在吗", at=later(60)))
    settle()

    with scope(firm.id):
        assert list(queries.visible_to(firm.admin)) == [lin]
        back = Customer.objects.get()
        assert (back.binned_at is None, back.binned_by_id is None, back.binned_reason) == (True, True, "")
    assert "Back from the bin by themselves" in page.get(f"/o/hemu/customers/{lin.pk}/").content.decode()


def test_what_is_left_too_long_is_purged_with_a_proof_and_a_restored_one_is_not(firm, page, lin):
    deliver(firm, message("wu-2", "你好", at=later(1), name="吴桐"))
    settle()
    with scope(firm.id):
        wu = Customer.objects.exclude(pk=lin.pk).get()
        actions.bin_customers(ids=[lin.pk, wu.pk], by=firm.admin, now=later(5))
        assert actions.purge_due(firm.id, later(5) + timedelta(days=29)) == 0
        assert actions.purge_due(firm.id, later(5) + timedelta(days=31)) == 2
        actions.restore(ids=[wu.pk], by=firm.admin, now=later(6))
    work()
    settle()

    with scope(firm.id):
        assert list(Customer.objects.all()) == [wu]
        assert Identity.objects.filter(customer_id=lin.pk).count() == 0
        assert Interaction.objects.filter(customer_id=lin.pk).count() == 0
        proof = Purge.objects.get()
    assert (proof.old_ids, proof.by_id) == ([lin.pk], None)
    assert ["customers_customer", 1] in proof.report
    assert str(lin.pk) in page.get(f"{BIN}purges/").content.decode()
    assert page.get(f"/o/hemu/customers/{lin.pk}/").status_code == 404


def test_merge_of_one_in_the_bin_with_one_who_is_not_is_about_and_undoing_puts_it_back(firm, lin):
    deliver(firm, message("wu-2", "你好", at=later(1), name="吴桐"))
    settle()
    binned(firm, lin)
    with scope(firm.id):
        wu = Customer.objects.exclude(pk=lin.pk).get()
        (merging,) = actions.merge_many([actions.Merge(firm.id, lin.pk, (wu.pk,), reason="by_hand")])
        assert Customer.objects.get().binned_at is None

        actions.undo_merge(merging=merging, by=firm.admin, now=later(10))

        found = dict(Customer.objects.values_list("id", "binned_at"))
    assert found == {lin.pk: later(5), wu.pk: None}


def test_colleague_without_the_permission_neither_bins_nor_restores_nor_purges(firm, lin):
    agent = browser(hire(firm, "小周", role="agent"))
    assert agent.post(f"/o/hemu/customers/{lin.pk}/bin/", {}).status_code == 403
    binned(firm, lin)

    assert agent.get(BIN).status_code == 403
    assert agent.post(f"{BIN}restoring/", {"id": lin.pk}).status_code == 403
    seller = browser(hire(firm, "小吴", role="sales"))
    assert seller.post(f"{BIN}restoring/", {"id": lin.pk}).status_code == 422  # nobody's customer is not theirs
    assert seller.post(f"{BIN}purging/", {"id": lin.pk}).status_code == 403
    with scope(firm.id):
        assert Customer.objects.get().binned_at == later(5)


def test_programs_bin_restore_purge_and_keep_as_people_do(firm, lin):
    client = program(firm.admin)
    made = client.post(f"/api/v1/customers/{lin.pk}/bin", {"reason": "测试"}, JSON).json()
    assert (made["reason"], made["by_id"]) == ("测试", firm.admin.pk)
    assert [one["id"] for one in client.get("/api/v1/customer-bin").json()["items"]] == [lin.pk]
    assert client.put("/api/v1/customer-bin/keeping", {"days": 7}, JSON).json() == {"days": 7}

    chosen = {"customer_ids": [lin.pk]}
    assert client.post("/api/v1/customer-bin/restoring", chosen, JSON).json() == chosen
    assert client.post("/api/v1/customer-bin/purging", chosen, JSON).json()["rule"] == "customers.nobody_chosen"
    client.post(f"/api/v1/customers/{lin.pk}/bin", {}, JSON)
    assert client.post("/api/v1/customer-bin/purging", chosen, JSON).status_code == 202
    work()

    assert client.get("/api/v1/customer-purges").json()["items"][0]["old_ids"] == [lin.pk]
    assert client.get("/api/v1/customer-bin").json() == {"items": [], "next": None}
