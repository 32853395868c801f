"""Jobs that were given up: seen, tried again, let go."""

import pytest

from changlai.kernel import db
from changlai.kernel.jobs import dead as dead_jobs
from changlai.kernel.tenancy import scope
from changlai.kernel.tests.street import kill, order

pytestmark = pytest.mark.django_db(transaction=True)


def test_revived_job_is_due_with_a_clean_record():
    order(1, 2)
    kill(1)

    with scope(1):
        first = dead_jobs.page([1])[-1]
        assert (first.error, first.attempts) == ("Permanent: it is gone", 3)
        assert dead_jobs.revive([1], [first.id]) == [first.id]
        rows = db.rows(
            "select state, attempts, crashes, error, due <= clock_timestamp() from lease where id = %s", (first.id,)
        )
        left = [job.id for job in dead_jobs.page([1])]

    assert rows == [("ready", 0, 0, None, True)]
    assert left == [first.id + 1]


def test_dead_jobs_of_another_organisation_stay_as_they_are():
    order(1, org=1)
    order(1, org=2)
    kill(1, 2)
    with scope(2):
        foreign = dead_jobs.page([2])[0].id

    with scope(1):
        assert dead_jobs.revive([1], [foreign]) == []
        assert dead_jobs.discard([1], [foreign]) == []
        assert dead_jobs.get([1], foreign) is None

    with scope(2):
        assert [job.id for job in dead_jobs.page([2])] == [foreign]


def test_discarded_job_is_gone():
    order(1)
    kill(1)

    with scope(1):
        job_id = dead_jobs.page([1])[0].id
        assert dead_jobs.discard([1], [job_id]) == [job_id]
        assert db.value("select count(*) from lease") == 0
