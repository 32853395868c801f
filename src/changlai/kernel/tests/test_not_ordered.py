"""What is ordered already need not be ordered once more."""

import pytest

from changlai.kernel import db
from changlai.kernel.jobs import NewJob, add, not_ordered
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


def test_what_waits_need_not_be_ordered_and_what_was_given_up_must():
    with scope(1, 2, 3):
        wanted = [NewJob(org, "test", {}, key) for org in (1, 2, 3) for key in ("waits", "dead")]
        add("q", [wanted[0], wanted[1], wanted[2]])
        db.run("update lease set state = 'dead' where unique_key = 'dead'")

        left = not_ordered("q", wanted)
        elsewhere = not_ordered("other", wanted[:1])

    assert [(one.organisation_id, one.unique_key) for one in left] == [
        (1, "dead"),
        (2, "dead"),
        (3, "waits"),
        (3, "dead"),
    ]
    assert elsewhere == wanted[:1]
