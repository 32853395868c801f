"""A message on its way belongs to one worker for as long as its calls may take."""

import time

import pytest

from changlai.channels import outbound
from changlai.channels.contracts import Attachment, Content
from changlai.channels.tests.platform import deliver_all, queue, states
from changlai.kernel import db
from changlai.kernel.http import TOTAL_SECONDS, seconds_for
from changlai.kernel.tenancy import scope


@pytest.mark.parametrize("size", [0, 20 * 1024 * 1024])
def test_lease_outlives_all_calls_of_a_message(firm, platform, size):
    leases = []
    film = Content(attachments=(Attachment(kind="video", name="film.mp4", size=size, file_id=1),))
    platform.before = lambda _: leases.append(lease_left(firm))

    with scope(firm.id):
        outbound.enqueue(account=firm.account, key="a", reference="test:a", thread=1, address={}, content=film)
    deliver_all()

    calls = platform.desks[0].http.until - time.monotonic()
    assert states(firm) == {"a": "sent"}
    assert 0 < calls < leases[0]
    assert leases[0] > TOTAL_SECONDS + seconds_for(size)


def test_worker_whose_lease_is_over_hands_nothing_over_any_more(firm, platform):
    def take_away(_):
        with scope(firm.id):
            db.run("update lease set holder = 'another', due = clock_timestamp() + interval '1 minute'")

    platform.before = take_away
    queue(firm, "a", "b")
    deliver_all()

    assert platform.got == ["a"]
    assert states(firm) == {"a": "sent", "b": "queued"}


def lease_left(firm):
    """Seconds until the thread's job is anybody's."""
    with scope(firm.id):
        return db.value("select extract(epoch from due - clock_timestamp())::float from lease")
