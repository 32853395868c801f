"""The inbox in other places: search, first steps, the side bar, live rooms."""

from changlai.accounts.contracts import StepState
from changlai.customers.tests.finding import read_all
from changlai.inbox import checklist, search
from changlai.inbox.live import in_thread, on_shelf
from changlai.inbox.tests.desk import write
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire


def test_search_finds_conversations_by_name_among_those_one_sees(firm):
    found = write(firm, "林晓棠", "床垫")
    write(firm, "周野", "hi")
    write(found_firm("other", "别家"), "林晓棠", "别家的")
    sales = hire(firm, "Sun", "sales")
    read_all(firm)

    with scope(firm.id):
        hits = search.find(firm.admin, "晓棠", 6)
        none = search.find(sales, "晓棠", 6)

    assert [(hit.label, hit.url) for hit in hits] == [("林晓棠", f"/o/hemu/inbox/{found.pk}/")]
    assert "床垫" in hits[0].detail
    assert none == []


def state(step, member) -> StepState:
    found = step.state(member)
    assert found is not None
    return found


def test_first_steps_follow_what_has_happened(desk, firm, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9790"
    phone, answer = checklist.STEPS

    with scope(firm.id):
        before = [state(phone, firm.admin).is_done, state(answer, firm.admin).is_done]
    conversation = write(firm, "Lin", "hi")
    desk.post("replies", {"text": "hello"}, conversation_id=conversation.pk)
    with scope(firm.id):
        after = [state(phone, firm.admin).is_done, state(answer, firm.admin).is_done]
        url = state(answer, firm.admin).url

    assert (before, after, url) == ([False, False], [True, True], "/o/hemu/inbox/?tab=all")


def test_without_a_sandbox_there_is_no_phone_to_try(firm, settings):
    settings.SANDBOX_URL = ""

    with scope(firm.id):
        assert checklist.STEPS[0].state(firm.admin) is None


def test_rooms_open_to_whom_the_pages_open(firm):
    sales, agent = hire(firm, "Sun", "sales"), hire(firm, "An", "agent")
    conversation = write(firm, "Lin", "hi")
    shelves = [("all",), ("unassigned",), ("member", str(sales.pk)), ("member", str(agent.pk))]

    with scope(firm.id):
        heard = {who.name: [on_shelf(who, shelf) for shelf in shelves] for who in (firm.admin, sales, agent)}
        threads = [in_thread(who, (str(conversation.pk),)) for who in (firm.admin, sales, agent)]

    assert heard == {
        "孟佳": [True, True, False, False],
        "Sun": [False, False, True, False],
        "An": [False, True, False, True],
    }
    assert threads == [True, False, True]
