"""What an adapter is lent: one fetch of a token however many ask, buckets that hold, blocks that end."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from changlai.channels import actions
from changlai.channels.contracts import Endpoint, Token
from changlai.channels.engine import EARLY, FETCH_SECONDS, AccountDesk
from changlai.channels.errors import CallFailed, RateLimited
from changlai.channels.models import Account, Bucket
from changlai.channels.models import Token as TokenRow
from changlai.kernel import db, files
from changlai.kernel.files.store import path_of
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, found_firm

WRONG_SECRET = CallFailed("40001", "the secret is wrong", permanent=True)
BUSY = CallFailed("-1", "busy", permanent=False)


@pytest.fixture
def desk(firm):
    return AccountDesk(firm.account)


class Platform:
    """Counts how often it is asked for a token."""

    def __init__(self, *answers: Exception, seconds: int = 7200, takes: float = 0.0) -> None:
        self.asked = 0
        self.answers = list(answers)
        self.seconds = seconds
        self.takes = takes

    def fetch(self) -> Token:
        self.asked += 1
        time.sleep(self.takes)
        if self.answers:
            raise self.answers.pop(0)
        return Token(f"token-{self.asked}", self.seconds)


def token_row(firm):
    with scope(firm.id):
        return TokenRow.objects.get()


def test_many_threads_cause_one_fetch(firm):
    platform, together = Platform(takes=0.3), threading.Barrier(8)

    def ask(_):
        together.wait(60)
        try:
            return AccountDesk(firm.account).token("access", platform.fetch)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(ask, range(8)))

    assert values == ["token-1"] * 8
    assert platform.asked == 1


def test_token_is_sealed_and_no_transaction_is_open_while_it_is_fetched(firm, desk):
    seen = []

    def fetch():
        seen.append(connection.in_atomic_block)
        return Token("open-sesame", 7200)

    desk.token("access", fetch)

    assert seen == [False]
    with scope(firm.id):
        assert "open-sesame" not in db.value("select value::text from channels_token")


def test_tokens_of_other_names_accounts_and_organisations_are_their_own(firm, desk):
    platform = Platform()
    others = [AccountDesk(another_account(firm).account), AccountDesk(found_firm("other", "别家").account)]

    values = [desk.token("access", platform.fetch), desk.token("desk", platform.fetch)]
    values += [other.token("access", platform.fetch) for other in others]

    assert values == ["token-1", "token-2", "token-3", "token-4"]


def test_token_is_renewed_before_it_ends(firm, desk):
    platform = Platform()
    desk.token("access", platform.fetch)
    with scope(firm.id):
        TokenRow.objects.update(expires_at=timezone.now() + timedelta(seconds=EARLY - 1))

    assert desk.token("access", platform.fetch) == "token-2"


def test_refused_token_is_dropped_unless_somebody_has_a_newer_one(desk):
    platform = Platform()
    first = desk.token("access", platform.fetch)
    desk.drop_token("access", first)
    second = desk.token("access", platform.fetch)

    desk.drop_token("access", first)

    assert (first, second) == ("token-1", "token-2")
    assert desk.token("access", platform.fetch) == "token-2"


def test_wrong_secret_is_not_tried_again_for_a_while(firm, desk):
    platform = Platform(WRONG_SECRET)
    for _ in range(3):
        with pytest.raises(CallFailed) as refused:
            desk.token("access", platform.fetch)
        assert (refused.value.code, refused.value.sentence, refused.value.permanent) == (
            "40001",
            "the secret is wrong",
            True,
        )
    assert platform.asked == 1

    with scope(firm.id):
        TokenRow.objects.update(refused_until=timezone.now())
    assert desk.token("access", platform.fetch) == "token-2"


def test_new_settings_try_the_secret_at_once(firm, desk):
    platform = Platform(WRONG_SECRET)
    with pytest.raises(CallFailed):
        desk.token("access", platform.fetch)

    with scope(firm.id):
        actions.change_settings(account=firm.account, name="官网", settings=firm.account.settings, by=firm.admin)

    assert desk.token("access", platform.fetch) == "token-2"


def test_passing_failure_is_tried_again_at_once(desk):
    platform = Platform(BUSY)
    with pytest.raises(CallFailed):
        desk.token("access", platform.fetch)

    assert desk.token("access", platform.fetch) == "token-2"


def test_fetch_of_a_vanished_worker_is_taken_over(firm, desk):
    platform = Platform()
    desk.token("access", platform.fetch)
    past = timezone.now() - timedelta(seconds=1)
    with scope(firm.id):
        TokenRow.objects.update(expires_at=None, fetching_until=past)

    assert desk.token("access", platform.fetch) == "token-2"
    assert token_row(firm).fetching_until is None


def test_bucket_grants_so_many_calls_a_minute(firm, desk):
    for _ in range(3):
        desk.spend("send", per_minute=3)
    with pytest.raises(RateLimited) as limited:
        desk.spend("send", per_minute=3)
    desk.spend("other", per_minute=3)

    assert 0 < limited.value.wait <= 60
    with scope(firm.id):
        db.run("update channels_bucket set minute = minute - interval '1 minute'")
    desk.spend("send", per_minute=3)


def test_threads_share_a_bucket(firm):
    def spend(_):
        try:
            AccountDesk(firm.account).spend("send", per_minute=20)
        except RateLimited:
            return 0
        else:
            return 1
        finally:
            connection.close()

    began = this_minute()
    with ThreadPoolExecutor(6) as pool:
        granted = sum(pool.map(spend, range(40)))

    if this_minute() == began:  # else the bucket was rightly filled again
        assert granted == 20
    with scope(firm.id):
        assert Bucket.objects.count() == 1


def this_minute():
    return db.value("select date_trunc('minute', clock_timestamp())")


@pytest.mark.parametrize("had_calls", [True, False])
def test_blocked_api_is_left_alone_until_the_block_ends(firm, desk, had_calls):
    if had_calls:
        desk.spend("send", per_minute=100)

    desk.block("send", seconds=45)

    with pytest.raises(RateLimited) as limited:
        desk.spend("send", per_minute=100)
    assert 40 < limited.value.wait <= 45
    with scope(firm.id):
        Bucket.objects.update(blocked_until=timezone.now())
    desk.spend("send", per_minute=100)


def test_hurried_desk_waits_no_longer_than_it_has_for_a_token_that_another_fetches(firm, desk):
    with scope(firm.id):
        fetching = timezone.now() + timedelta(minutes=1)
        TokenRow.objects.create(account_id=firm.account.id, name="access", fetching_until=fetching)
    started = time.monotonic()

    hurried = desk.within(0.3)
    with pytest.raises(CallFailed) as caught:
        hurried.token("access", Platform().fetch)

    assert caught.value.code == "token_busy"
    assert time.monotonic() - started < FETCH_SECONDS
    assert hurried.http.until < desk.http.until
    assert hurried.within(60).http.until == hurried.http.until


def test_file_is_read_in_its_organisation_only(firm, desk):
    with scope(firm.id):
        stored = files.keep(b"hello", "note.txt", declared_type="text/plain")

    content = desk.read_file(stored.pk)

    assert (content.name, content.data) == ("note.txt", b"hello")
    with pytest.raises(CallFailed):
        AccountDesk(found_firm("other", "别家").account).read_file(stored.pk)


@pytest.mark.parametrize("lost", ["row", "bytes"])
def test_file_that_cannot_be_read_is_refused_for_good_before_anything_is_called(firm, desk, lost):
    with scope(firm.id):
        stored = files.keep(f"lost {lost}".encode(), "note.txt", declared_type="text/plain")
        file_id = stored.pk
        if lost == "bytes":
            path_of(stored.sha256).unlink()
        else:
            stored.delete()

    with pytest.raises(CallFailed) as caught:
        desk.read_file(file_id)

    assert (caught.value.code, caught.value.permanent, caught.value.uncertain) == ("file_gone", True, False)


def test_switching_an_account_switches_its_endpoints(firm):
    with scope(firm.id):
        actions.keep_endpoints(account=firm.account, endpoints=[Endpoint("e1", firm.account.product, "Desk")])
        actions.switch(account=firm.account, on=False, by=firm.admin)
        off = set(Account.objects.values_list("is_active", flat=True))
        actions.switch(account=firm.account, on=True, by=firm.admin)
        on = set(Account.objects.values_list("is_active", flat=True))

    assert (off, on) == ({False}, {True})
