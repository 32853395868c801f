"""Colleagues are written by two at once: a directory that is taken over, and a pull of the same people."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from changlai.channels import actions
from changlai.channels.contracts import PlatformMember
from changlai.channels.models import Colleague
from changlai.kernel.tenancy import scope

WAIT = 20.0  # seconds until a test that hangs is over


def test_directory_and_pull_that_meet_do_not_wait_for_each_other(firm):
    has_begun, is_pulling = threading.Event(), threading.Event()

    def know(external_id: str) -> None:
        actions.know_colleague(account_id=firm.account.id, external_id=external_id, name="", member_id=None)

    def take_over() -> None:
        try:
            with scope(firm.id):
                know("b")
                has_begun.set()
                is_pulling.wait(WAIT)
                know("a")
        finally:
            connection.close()

    def pull() -> None:
        try:
            has_begun.wait(WAIT)
            with scope(firm.id):
                is_pulling.set()
                members = tuple(PlatformMember(external_id=name, name=name.upper()) for name in "ab")
                actions.keep_colleagues(account=firm.account, members=members)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(take_over), pool.submit(pull)]

    assert [one.exception() for one in done] == [None, None]
    with scope(firm.id):
        assert list(Colleague.objects.order_by("external_id").values_list("external_id", "name")) == [
            ("a", "A"),
            ("b", "B"),
        ]
