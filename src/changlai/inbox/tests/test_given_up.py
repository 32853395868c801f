"""Work of the inbox whose job was given up: it says so instead of waiting for ever, and can be done again."""

from changlai.inbox import actions
from changlai.inbox.enums import BulkAction, BulkState
from changlai.inbox.models import BulkRun, LaterMessage
from changlai.inbox.tests.desk import texts_in, told, write
from changlai.inbox.tests.test_later import plan
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, later

DIED = "WorkerVanished: its worker died 5 times"


def test_a_planned_message_failed_and_its_author_is_told_why(firm):
    conversation = write(firm, "Lin", "hi")
    planned = plan(firm, conversation)

    with scope(firm.id):
        for _ in range(2):
            actions.give_up_plan(later_id=planned.pk, error=DIED)
        kept = LaterMessage.objects.get(pk=planned.pk)
        actions.give_up_plan(later_id=planned.pk + 1, error=DIED)

    assert kept.state == "failed"
    assert kept.reason
    assert told(firm, "inbox.later_failed") == [firm.admin.pk]
    assert texts_in(conversation) == ["hi"]


def test_what_a_bulk_run_had_left_failed_and_can_be_tried_again(firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        run = BulkRun.objects.create(
            member=firm.admin, action=BulkAction.CLOSE, waiting=[conversation.pk], total_count=1, began_at=NOON
        )
        actions.give_up_bulk(run_id=run.pk, error=DIED, now=later(1))
        ended = BulkRun.objects.get(pk=run.pk)
        actions.give_up_bulk(run_id=run.pk, error=DIED, now=later(2))
        again = actions.retry_bulk(run=ended, by=firm.admin, now=later(3))

    assert (ended.state, ended.waiting, ended.ended_at) == (BulkState.FINISHED, [], later(1))
    assert [one for one, _why in ended.failed] == [conversation.pk]
    assert (again.state, again.done_count) == (BulkState.FINISHED, 1)
