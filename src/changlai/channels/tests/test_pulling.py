"""Pulling: what stops a stream and what starts it again, what the health page says of it, and what is gone."""

import dataclasses
from dataclasses import dataclass, field

import pytest

from changlai.channels import actions, registry
from changlai.channels.contracts import Endpoint, FileContent, PlatformMember, Pulled
from changlai.channels.errors import AccountOff, CallFailed, RateLimited
from changlai.channels.jobs import MEDIA_ATTEMPTS, PULL_ATTEMPTS, poll
from changlai.channels.models import Account, Colleague, Media, Stream, Tally
from changlai.channels.tests.platform import SLUG, let_time_pass
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, message, settle, work

NOT_TRUSTED = CallFailed("60020", "not trusted", permanent=True)
BUSY = CallFailed("-1", "busy", permanent=False)


@dataclass
class Platform:
    """A puller: gives its answers one after the other, then empty pages; an exception is raised."""

    answers: list[Pulled | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def pull(self, desk, key, cursor, hint):
        self.asked.append(key)
        answer = self.answers.pop(0) if self.answers else Pulled()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def platform(monkeypatch):
    found = Platform()
    stand_in(monkeypatch, puller=found, streams=("contacts",))
    return found


def stand_in(monkeypatch, **parts) -> None:
    known = registry.channels()
    changed = {**known, SLUG: dataclasses.replace(known[SLUG], **parts)}
    monkeypatch.setattr(registry, "channels", lambda: changed)


def sync(firm) -> None:
    with scope(firm.id):
        actions.sync(account=firm.account)
    work(["jobs"])


def stream(firm) -> tuple[bool, str]:
    with scope(firm.id):
        found = Stream.objects.get(key="contacts")
    return found.is_running, found.error


def last_error(firm) -> str:
    with scope(firm.id):
        return Account.objects.get(id=firm.account.id).last_error


def change_settings(firm) -> None:
    with scope(firm.id):
        actions.change_settings(account=firm.account, name="官网", settings=firm.account.settings, by=firm.admin)


def test_stream_that_a_final_refusal_stopped_runs_no_more_and_can_be_started(firm, platform):
    platform.answers = [NOT_TRUSTED]
    sync(firm)
    stopped = stream(firm), last_error(firm)

    sync(firm)

    assert stopped == ((False, "not trusted"), "not trusted")
    assert (stream(firm), last_error(firm)) == ((False, ""), "")


def test_stream_that_is_tried_again_runs_until_it_is_given_up(firm, platform):
    platform.answers = [BUSY] * PULL_ATTEMPTS
    sync(firm)
    waiting = stream(firm)
    for _ in range(PULL_ATTEMPTS):
        let_time_pass(firm)
        work(["jobs"])

    assert waiting == (True, "busy")
    assert len(platform.asked) == PULL_ATTEMPTS
    assert stream(firm) == (False, "busy")


def test_new_settings_start_what_had_stopped(firm, platform):
    platform.answers = [NOT_TRUSTED]
    sync(firm)

    change_settings(firm)
    work(["jobs"])
    change_settings(firm)
    work(["jobs"])

    assert platform.asked == ["contacts", "contacts"]
    assert (stream(firm), last_error(firm)) == ((False, ""), "")


def test_platform_that_tells_of_more_and_gives_nothing_is_asked_again_but_not_in_circles(firm, platform):
    platform.answers = [Pulled(cursor="c-1", more=True), Pulled(cursor="c-1", more=True), Pulled(cursor="c-2")]
    sync(firm)
    asked = len(platform.asked)

    let_time_pass(firm)
    work(["jobs"])

    assert (asked, len(platform.asked)) == (2, 3)
    assert stream(firm) == (False, "")


def test_our_own_bucket_is_no_failure_of_the_platform(firm, platform):
    platform.answers = [RateLimited("list", 30.0)]

    sync(firm)

    assert (stream(firm), last_error(firm)) == ((True, ""), "")
    with scope(firm.id):
        assert not Tally.objects.filter(outcome="failed").exists()


def test_a_stream_that_works_does_not_hide_one_that_stands_still(firm, platform):
    platform.answers = [NOT_TRUSTED]
    sync(firm)
    with scope(firm.id):
        Stream.objects.create(account=firm.account, key="kf:wk1")

    poll()
    work(["jobs"])

    assert platform.asked == ["contacts", "kf:wk1"]
    assert last_error(firm) == "not trusted"


def test_nothing_is_fetched_for_an_account_that_is_off_and_all_when_it_is_on_again(firm, platform):
    sync(firm)
    with scope(firm.id):
        actions.sync(account=firm.account)
        actions.switch(account=firm.account, on=False, by=firm.admin)
    off = stream(firm)
    work(["jobs"])
    with scope(firm.id), pytest.raises(AccountOff):
        actions.sync(account=firm.account)
    before = len(platform.asked)

    with scope(firm.id):
        actions.switch(account=firm.account, on=True, by=firm.admin)
    work(["jobs"])

    assert (off, before, len(platform.asked)) == ((False, ""), 1, 2)


def receive_file(firm, monkeypatch, *answers: FileContent | Exception) -> None:
    """A message with one file arrives; asking for the file gives these answers, the last of them again and again."""
    left = list(answers)

    def fetch(_desk, _attachment):
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    stand_in(monkeypatch, fetch_media=fetch, media_kinds=frozenset({"message.files"}))
    plain = message("u1", "look")
    payload = plain.payload.replace(b'"text"', b'"attachments": [{"url": "https://x.example/a.txt"}], "text"')
    deliver(firm, type(plain)(plain.key, "message.files", payload, plain.thread, plain.occurred_at))
    settle()
    work(["jobs"])


def test_a_file_that_can_never_be_fetched_is_given_up_and_told(firm, monkeypatch):
    receive_file(firm, monkeypatch, BUSY)
    waiting = files_told(firm)
    for _ in range(MEDIA_ATTEMPTS):
        let_time_pass(firm)
        work(["jobs"])

    assert waiting == []
    assert files_told(firm) == [("0", "busy")]


def files_told(firm) -> list[tuple[str, str]]:
    """(file id, error) of every MediaStored."""
    with scope(firm.id):
        rows = db.rows("select body->>'file_id', body->>'error' from event_log where kind = 'channels.MediaStored'")
    return [(file_id, error) for file_id, error in rows]


def test_a_file_that_came_at_last_ends_the_error_of_a_channel_without_streams(firm, monkeypatch):
    receive_file(firm, monkeypatch, BUSY, FileContent("a.txt", "text/plain", b"hello"))
    failed = last_error(firm)

    let_time_pass(firm)
    work(["jobs"])

    with scope(firm.id):
        assert Media.objects.get().file_id
    assert (failed, last_error(firm)) == ("busy", "")


def desk(name: str) -> Endpoint:
    return Endpoint(f"wk{name}", SLUG, name, stream=f"kf:wk{name}")


def test_endpoint_that_is_gone_is_switched_off_and_polled_no_more(firm, platform):
    platform.answers = [
        Pulled(endpoints=(desk("a"), desk("b")), has_all_endpoints=True),
        Pulled(endpoints=(desk("a"),)),
        Pulled(endpoints=(desk("a"),), has_all_endpoints=True),
    ]
    seen = []
    for _ in range(3):
        sync(firm)
        with scope(firm.id):
            seen.append(dict(Account.objects.filter(parent__isnull=False).values_list("external_id", "is_active")))
    platform.asked.clear()

    poll()
    work(["jobs"])

    both, one = {"wka": True, "wkb": True}, {"wka": True, "wkb": False}
    assert seen == [both, both, one]
    assert platform.asked == ["kf:wka"]


def test_names_and_pictures_longer_than_we_keep_do_not_stop_a_stream(firm, platform):
    long = "https://x.example/" + "a" * 900
    platform.answers = [
        Pulled(
            endpoints=(Endpoint("wka", SLUG, "n" * 300, long),),
            members=(
                PlatformMember("limu", "李" * 300, long),
                PlatformMember("tangyue", "唐悦", "https://x.example/1"),
            ),
        )
    ]

    sync(firm)

    with scope(firm.id):
        endpoint = Account.objects.get(external_id="wka")
        colleagues = list(Colleague.objects.order_by("external_id").values_list("name", "avatar_url"))
    assert (endpoint.name, endpoint.avatar_url) == ("n" * 120, "")
    assert colleagues == [("李" * 120, ""), ("唐悦", "https://x.example/1")]
