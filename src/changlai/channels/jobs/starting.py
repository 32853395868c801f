"""Beginning to pull: what a stream needs is tried first, so that a missing permission is told once."""

from changlai.channels import actions, collecting, orders, queries, registry
from changlai.channels.contracts import Bell, Desk, Permission
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import CallFailed
from changlai.channels.jobs.grounds import account_of, failed
from changlai.kernel.jobs import Job, add, completing, outside_job
from changlai.kernel.tenancy import scope

START_ATTEMPTS = 8  # while the platform does not answer


@outside_job("channels.start", queue="jobs", seconds=90, attempts=START_ATTEMPTS)
def start(job: Job) -> None:
    """Order a pull for every stream that waits or had stopped, unless a permission it needs is missing: then it says so
    on the account's page, and is looked at again with new settings, after the next test there, and every night.
    """
    account = account_of(job)
    with scope(job.organisation_id):
        keys = collecting.open_keys(account, queries.streams_to_start(account))
    desk, shut = AccountDesk(account), dict[str, str]()
    for permission in registry.channel(account.channel).permissions:
        mine = [key for key in keys if key.startswith(permission.streams) and key not in shut]
        error = _failure(permission, desk) if mine else None
        if error is not None:
            told = failed(account, error, "pull")
            if not error.permanent and job.attempts + 1 < START_ATTEMPTS:
                raise told from error
            shut |= dict.fromkeys(mine, str(error.sentence))
    with completing(job):
        actions.stop_streams(account=account, sentences=shut)
        open_keys = [key for key in keys if key not in shut]
        add("jobs", [orders.pull_job(job.organisation_id, account.id, Bell(key)) for key in open_keys])


def _failure(permission: Permission, desk: Desk) -> CallFailed | None:
    try:
        permission.test(desk)
    except CallFailed as error:
        return error
    return None
