"""What happens with customers and makes tasks."""

from collections.abc import Sequence

from changlai.customers import queries as customers
from changlai.customers.events import CustomerHandedOver, FollowUpPlanned
from changlai.kernel.events import consumer
from changlai.tasks import actions
from changlai.tasks.contracts import About, Draft, Order
from changlai.tasks.enums import TaskWay


@consumer("tasks.rules", reads=[CustomerHandedOver])
def carry_out_rules(events: Sequence[CustomerHandedOver]) -> None:
    """New people responsible get what the rules say."""
    actions.apply_handed_over(events)


@consumer("tasks.follow_ups", reads=[FollowUpPlanned])
def keep_follow_ups(events: Sequence[FollowUpPlanned]) -> None:
    """Who logged a follow-up and wants to be reminded of the next gets a task, once."""
    today = customers.current_ids(event.customer_id for event in events)
    actions.make(
        [
            Order(
                event.organisation_id,
                Draft(
                    event.title,
                    event.member_id,
                    due_on=event.due_on,
                    remind_minutes=0,
                    about=About(today.get(event.customer_id, event.customer_id)),
                    way=TaskWay.FOLLOW_UP,
                    once=f"follow-up:{event.note_id}:{event.due_on.isoformat()}",
                ),
                event.member_id,
                event.at,
            )
            for event in events
        ]
    )
