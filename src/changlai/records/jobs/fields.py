"""Own fields on their way out, in the background."""

from collections.abc import Sequence

from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope
from changlai.records import actions


@job(actions.PURGE_FIELD, seconds=120)
def purge(jobs: Sequence[Job]) -> None:
    """The next values of each."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.go_on_purging(field_id=int(one.body["field_id"]))
