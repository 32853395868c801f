"""Two threads of one customer put together, and taken apart again exactly."""

import pytest
from django.utils.timezone import localdate

from changlai.inbox import actions
from changlai.inbox.errors import CannotMergeThreads, NothingToPart
from changlai.inbox.models import Conversation, Message, StaleDay, ThreadMerge
from changlai.inbox.tests.desk import texts_in, write
from changlai.inbox.tests.test_api import Program
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, later


@pytest.fixture
def threads(desk, firm):
    """An earlier thread that was answered and closed, and the one the customer opened after it."""
    earlier = write(firm, "Lin", "first")
    desk.post("replies", {"text": "answer"}, conversation_id=earlier.pk)
    with scope(firm.id):
        Conversation.objects.filter(pk=earlier.pk).update(state="closed", closed_at=NOON, waiting_since=None)
    return earlier, write(firm, "Lin", "second", at=later(60 * 24 * 60))


def rows(firm) -> tuple[list[object], list[object]]:
    """Every conversation, and where each word of somebody's stands."""
    with scope(firm.id):
        lines = Message.objects.exclude(author="system").order_by("id").values("id", "conversation_id", "text")
        return list(Conversation.objects.order_by("id").values()), list(lines)


def test_lines_go_into_the_later_thread_and_back_exactly(desk, firm, threads):
    earlier, now = threads
    before = rows(firm)

    desk.post("merges", {"source": earlier.pk}, conversation_id=now.pk)
    together = [text for text in texts_in(now) if text != "merged"]
    page = desk.get("conversation", conversation_id=now.pk).content.decode()
    with scope(firm.id):
        merge = ThreadMerge.objects.get()
    desk.post("merge_undoing", merge_id=merge.pk)

    assert sorted(together) == ["answer", "first", "second"]
    assert ("took an earlier thread in" in page, "merge_undoing" in page or "undoing" in page) == (True, True)
    assert rows(firm) == before


def test_what_another_thread_has_taken_in_is_offered_no_more_until_they_are_parted(desk, firm, threads):
    earlier, now = threads
    offered = f'name="source" value="{earlier.pk}"'

    def beside():
        return desk.get("customer", htmx=True, conversation_id=now.pk).content.decode()

    assert offered in beside()
    with scope(firm.id):
        merge = actions.merge_threads(into=now, source=earlier, by=firm.admin, now=later(60 * 24 * 60))
        with pytest.raises(CannotMergeThreads):
            actions.merge_threads(into=now, source=earlier, by=firm.admin, now=later(60 * 24 * 60))
    assert offered not in beside()

    with scope(firm.id):
        actions.part_threads(merge=merge, by=firm.admin, now=later(60 * 24 * 61))
    assert offered in beside()


def test_board_counts_both_days_again(firm, threads):
    earlier, now = threads
    with scope(firm.id):
        days = {localdate(one.opened_at) for one in Conversation.objects.all()}
        StaleDay.objects.all().delete()
        merge = actions.merge_threads(into=now, source=earlier, by=firm.admin, now=later(60 * 24 * 60))
        merged = set(StaleDay.objects.values_list("day", flat=True))
        StaleDay.objects.all().delete()
        actions.part_threads(merge=merge, by=firm.admin, now=later(60 * 24 * 61))

        assert len(days) == 2
        assert merged == days == set(StaleDay.objects.values_list("day", flat=True))


def test_what_is_written_in_between_stays(desk, firm, threads):
    earlier, now = threads
    desk.post("merges", {"source": earlier.pk}, conversation_id=now.pk)
    write(firm, "Lin", "third", at=later(60 * 24 * 61))
    with scope(firm.id):
        merge = ThreadMerge.objects.get()

    desk.post("merge_undoing", merge_id=merge.pk)

    assert [text for text in texts_in(now) if text in {"first", "second", "third", "answer"}] == ["second", "third"]
    with scope(firm.id), pytest.raises(NothingToPart):
        actions.part_threads(merge=merge, by=firm.admin, now=NOON)


def test_threads_of_others_and_open_ones_are_not_taken_in(desk, firm, threads):
    earlier, now = threads
    stranger = write(firm, "Wu", "hi")

    with scope(firm.id):
        for into, source in ((earlier, now), (now, now), (now, stranger)):
            with pytest.raises(CannotMergeThreads):
                actions.merge_threads(into=into, source=source, by=firm.admin, now=NOON)
        assert ThreadMerge.objects.count() == 0
    assert desk.post("merges", {"source": "x"}, conversation_id=now.pk).status_code == 404


def test_programs_do_the_same(firm, threads):
    earlier, now = threads
    program = Program(firm.admin)

    made = program.send("POST", f"/conversations/{now.pk}/merges", {"conversation_id": earlier.pk})
    one = f"/conversation-merges/{made.json()['id']}"

    assert (made.status_code, made.json()["source_id"]) == (201, earlier.pk)
    assert [program.send("DELETE", one).status_code for _ in range(2)] == [204, 409]
