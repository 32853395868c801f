"""Mails come in from a real server."""

import socket
import threading

import pytest

from changlai.channels.adapters.email.listener import MailListener
from changlai.channels.adapters.email.permissions import test_incoming as read_mailbox
from changlai.channels.adapters.email.puller import MailPuller
from changlai.channels.adapters.email.tests.desk import SETTINGS, MailDesk, mail
from changlai.channels.contracts import Pulled
from changlai.channels.errors import CallFailed
from tests.support.mail import Dovecot

PULLER = MailPuller()


class Stay:
    """A turn that lasts until a test ends it."""

    def __init__(self) -> None:
        self._hears, self._tells = socket.socketpair()
        self._is_over = False

    def end(self) -> None:
        self._is_over = True
        self._tells.send(b".")

    def is_over(self) -> bool:
        return self._is_over

    def fileno(self) -> int:
        return self._hears.fileno()

    def close(self) -> None:
        self._hears.close()
        self._tells.close()


def desk_of(imap: Dovecot, user: str, **settings: object) -> MailDesk:
    return MailDesk(SETTINGS | imap.settings(user) | settings)


def subjects(page: Pulled) -> list[str]:
    return [delivery.payload.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for delivery in page.deliveries]


def test_mails_come_once_and_in_their_order(imap):
    desk = desk_of(imap, "order@hemu.example")
    imap.put(
        mail(Subject="one", Message_ID="<1@x>"), mail(Subject="two", Message_ID="<2@x>"), user="order@hemu.example"
    )

    first = PULLER.pull(desk, "inbox", "", {})
    imap.put(mail(Subject="three", Message_ID="<3@x>"), user="order@hemu.example")
    second = PULLER.pull(desk, "inbox", first.cursor, {})
    third = PULLER.pull(desk, "inbox", second.cursor, {})

    assert [subjects(page) for page in (first, second, third)] == [["one", "two"], ["three"], []]
    assert [page.more for page in (first, second, third)] == [False, False, False]
    original = first.deliveries[0].original
    assert original is not None
    assert original.data == first.deliveries[0].payload
    with imap.mailbox("order@hemu.example") as program:
        program.select("INBOX", readonly=True)
        assert program.search(None, "UNSEEN")[1] == [b"1 2 3"]


def test_many_mails_come_page_by_page(imap, monkeypatch):
    monkeypatch.setattr("changlai.channels.adapters.email.puller.PAGE_MAILS", 2)
    user = "pages@hemu.example"
    imap.put(*(mail(Subject=f"n{n}", Message_ID=f"<{n}@x>") for n in range(5)), user=user)

    found, cursor, more = [], "", True
    while more:
        page = PULLER.pull(desk_of(imap, user), "inbox", cursor, {})
        found += subjects(page)
        cursor, more = page.cursor, page.more

    assert found == ["n0", "n1", "n2", "n3", "n4"]


def test_page_ends_when_it_is_heavy(imap, monkeypatch):
    monkeypatch.setattr("changlai.channels.adapters.email.puller.PAGE_BYTES", 5_000)
    user = "heavy@hemu.example"
    imap.put(*(mail("x" * 70 + "\n" * 4_000, Subject=f"n{n}", Message_ID=f"<{n}@x>") for n in range(3)), user=user)

    first = PULLER.pull(desk_of(imap, user), "inbox", "", {})
    second = PULLER.pull(desk_of(imap, user), "inbox", first.cursor, {})

    assert (subjects(first), first.more) == (["n0"], True)
    assert (subjects(second), second.more) == (["n1"], True)


def test_only_what_arrives_from_now_on(imap):
    user = "now@hemu.example"
    imap.put(mail(Subject="old"), user=user)
    desk = desk_of(imap, user, since_days="0")

    first = PULLER.pull(desk, "inbox", "", {})
    imap.put(mail(Subject="new"), user=user)

    assert subjects(first) == []
    assert subjects(PULLER.pull(desk, "inbox", first.cursor, {})) == ["new"]


def test_folder_that_was_numbered_anew_brings_the_same_keys(imap):
    user = "anew@hemu.example"
    settings = {"folder": "客户来信"}
    with imap.mailbox(user) as program:
        assert program.create("&W6JiN2dlT+E-")[0] == "OK"
    imap.put(mail(Subject="a", Message_ID="<a@x>"), mail(Subject="b", Message_ID=""), user=user, folder="&W6JiN2dlT+E-")
    before = PULLER.pull(desk_of(imap, user, **settings), "inbox", "", {})
    with imap.mailbox(user) as program:
        program.delete("&W6JiN2dlT+E-")
        program.create("&W6JiN2dlT+E-")
    imap.put(mail(Subject="a", Message_ID="<a@x>"), mail(Subject="b", Message_ID=""), user=user, folder="&W6JiN2dlT+E-")
    imap.put(mail(Subject="c", Message_ID="<c@x>"), user=user, folder="&W6JiN2dlT+E-")

    after = PULLER.pull(desk_of(imap, user, **settings), "inbox", before.cursor, {})

    assert subjects(before) == ["a", "b"]
    assert subjects(after) == ["a", "b", "c"]
    assert [one.key for one in after.deliveries][:2] == [one.key for one in before.deliveries]


def test_beginning_of_a_mail_that_is_too_long(imap, monkeypatch):
    for place in ("mailbox", "puller"):
        monkeypatch.setattr(f"changlai.channels.adapters.email.{place}.LARGEST_MAIL", 2_000)
    monkeypatch.setattr("changlai.channels.adapters.email.mailbox.BEGINNING", 1_000)
    user = "long@hemu.example"
    imap.put(mail("行\n" * 5_000, Subject="long"), user=user)

    delivery = PULLER.pull(desk_of(imap, user), "inbox", "", {}).deliveries[0]

    assert len(delivery.payload) == 1_000
    assert b'"is_cut":true' in delivery.context


def test_new_mail_rings_at_once_and_a_process_that_ends_is_left_at_once(imap, monkeypatch):
    monkeypatch.setattr("changlai.channels.adapters.email.imap.LOOK", 3_600.0)  # nothing is found out by looking
    user = "idle@hemu.example"
    imap.put(mail(Subject="before"), user=user)
    rings, has_rung, turn = [], threading.Semaphore(0), Stay()

    def ring() -> None:
        rings.append(1)
        has_rung.release()

    listening = threading.Thread(
        target=MailListener().listen, args=(desk_of(imap, user), "inbox", ring, turn), daemon=True
    )
    listening.start()
    assert has_rung.acquire(timeout=60)  # at the beginning
    for number in (2, 3):
        imap.put(mail(Subject=f"n{number}"), user=user)
        assert has_rung.acquire(timeout=60), number
    turn.end()
    listening.join(60)
    has_left = not listening.is_alive()
    turn.close()

    assert has_left


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_working_mailbox_passes_its_test(imap, security):
    port = imap.tls_port if security == "tls" else imap.starttls_port

    read_mailbox(desk_of(imap, "ok@hemu.example", imap_security=security, imap_port=port))


@pytest.mark.parametrize(
    ("wrong", "code", "permanent"),
    [
        ({"password": "guess"}, "login", True),
        ({"folder": "Nirgends"}, "folder", True),
        ({"imap_host": "nobody.invalid"}, "unknown_host", True),
        ({"imap_host": "127.0.0.1"}, "blocked", True),
        ({"sent_folder": "Gesendet"}, "folder", True),
    ],
)
def test_wrong_setting_is_named(imap, wrong, code, permanent):
    with pytest.raises(CallFailed) as failure:
        read_mailbox(desk_of(imap, "wrong@hemu.example", **wrong))

    assert (failure.value.code, failure.value.permanent) == (code, permanent)
    assert failure.value.sentence.partition(": ")[2]


def test_server_that_waits_for_tls_and_says_nothing_is_named(imap, monkeypatch):
    monkeypatch.setattr("changlai.channels.adapters.email.imap.SECONDS", 0.5)

    with pytest.raises(CallFailed) as failure:
        read_mailbox(desk_of(imap, "wrong@hemu.example", imap_security="starttls"))

    assert (failure.value.code, failure.value.permanent) == ("greeting", True)
    assert failure.value.sentence.partition(": ")[2]


def test_server_without_tls_is_named(imap, monkeypatch):
    with pytest.raises(CallFailed) as failure:
        read_mailbox(desk_of(imap, "x@hemu.example", imap_port=imap.starttls_port))

    assert failure.value.code == "tls"


def test_certificate_of_a_stranger_is_refused(imap, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(CallFailed) as failure:
        read_mailbox(desk_of(imap, "x@hemu.example"))

    assert failure.value.code == "tls"


def test_port_without_a_server_is_named(imap, settings):
    settings.OUTBOUND_ALLOW = ["localhost:1"]

    with pytest.raises(CallFailed) as failure:
        read_mailbox(desk_of(imap, "x@hemu.example", imap_port=1))

    assert (failure.value.code, failure.value.permanent) == ("no_connection", False)
