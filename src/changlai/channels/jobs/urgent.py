"""Work with a deadline of seconds."""

from typing import Any

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.channels import actions, queries, registry
from changlai.channels.contracts import UrgentTask
from changlai.channels.engine import AccountDesk
from changlai.channels.enums import Outcome
from changlai.channels.errors import CallFailed
from changlai.channels.events import WelcomeSettled
from changlai.channels.jobs.grounds import account_of
from changlai.channels.models import Account
from changlai.kernel.events import publish, thread_key
from changlai.kernel.jobs import Job, RetryIn, completing, outside_job
from changlai.kernel.tenancy import scope


@outside_job("channels.urgent", queue="urgent", seconds=15, attempts=3)
def run_urgent(job: Job) -> None:
    """Work with a deadline of seconds: the welcome. Late is told, never tried; so is one while sending is stopped."""
    account, body = account_of(job), job.body
    run = registry.channel(account.channel).urgent
    now = timezone.now()
    age = now.timestamp() - body["made_at"]
    if run is None:
        return
    outcome, detail = "too_late", ""
    if accounts.is_sending_frozen(job.organisation_id):
        outcome = "stopped"
    elif age < body["seconds"]:
        try:
            task = UrgentTask(body["kind"], _with_names(account, body["task"]), body["seconds"] - age)
            outcome = run(AccountDesk(account), task)
        except CallFailed as error:
            if not error.permanent and age + 2 < body["seconds"]:
                raise RetryIn(1.0) from error
            outcome, detail = "failed", str(error.sentence)
    settled = timezone.now()
    with completing(job):
        if outcome == "failed":
            actions.note(account, Outcome.FAILED, "urgent")
            actions.note_error(account.root_id, detail, settled)
        publish(
            WelcomeSettled(
                organisation_id=job.organisation_id,
                key=thread_key(str(account.id), body["thread"]),
                account_id=account.id,
                delivery_id=_delivery_id(job),
                outcome=outcome,
                seconds=round(settled.timestamp() - body["made_at"], 3),
                at=settled,
                detail=detail,
            )
        )


def _with_names(account: Account, task: dict[str, Any]) -> dict[str, Any]:
    """What a welcome may call the colleague, from what we know already: nobody is asked now."""
    userid = str(task.get("member", ""))
    if not userid:
        return task
    with scope(account.organisation_id):
        return {**task, "member_name": queries.colleague_names(account.root_id, [userid]).get(userid, "")}


def _delivery_id(job: Job) -> int:
    return int(job.body.get("delivery_id", 0))
