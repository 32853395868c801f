"""The mail service, spoken to with the standard library's own clients."""

import imaplib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import urlencode

import pytest

from sandbox.tests.harness import Sandbox, free_port

ADDRESS, PASSWORD = "service@shop.example", "a-password"
WRITER = "苏婉 <suwan@qingmu-design.example>"


@pytest.fixture
def box(sandbox):
    return sandbox.order("mailboxes", address=ADDRESS, password=PASSWORD)


@pytest.fixture
def trusted(box):
    return ssl.create_default_context(cafile=box["authority"])


@pytest.fixture
def imap(box, trusted):
    with imaplib.IMAP4_SSL(box["host"], box["imap_port"], ssl_context=trusted, timeout=60) as client:
        client.login(ADDRESS, PASSWORD)
        client.select("INBOX", readonly=True)
        yield client


@pytest.fixture
def smtp(box, trusted):
    with smtplib.SMTP_SSL(box["host"], box["smtp_port"], context=trusted, timeout=60) as client:
        client.login(ADDRESS, PASSWORD)
        yield client


def write(sandbox, **fields):
    told = {"sender": WRITER, "to": ADDRESS, "subject": "询价", "text": "餐椅 24 把"} | fields
    return sandbox.order("mails", **told)


def mail(to: str, text: str = "在的") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = ADDRESS, to, "回复", "<k1@shop.example>"
    made.set_content(text)
    return made


def test_mail_is_fetched_word_for_word_and_again_by_its_number(sandbox, imap):
    write(sandbox, picture="图.png")
    write(sandbox, subject="第二封")

    imap.noop()
    assert imap.uid("SEARCH", "ALL") == ("OK", [b"1 2"])
    assert imap.uid("SEARCH", "UID 2:*") == ("OK", [b"2"])
    assert imap.uid("SEARCH", "SINCE 1-Jan-2099") == ("OK", [b""])
    _, facts = imap.uid("FETCH", "1", "(UID RFC822.SIZE INTERNALDATE)")
    _, whole = imap.uid("FETCH", "1", "(BODY.PEEK[])")
    _, begun = imap.uid("FETCH", "1", "(BODY.PEEK[]<0.20>)")
    raw = whole[0][1]
    assert f"RFC822.SIZE {len(raw)} ".encode() in facts[0]
    assert b"image/png" in raw
    assert begun[0][1] == raw[:20]


def test_wrong_password_and_folder_are_refused(sandbox, box, trusted):
    with imaplib.IMAP4_SSL(box["host"], box["imap_port"], ssl_context=trusted, timeout=60) as client:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login(ADDRESS, "wrong")
        client.login(ADDRESS, PASSWORD)
        assert client.select("Archive")[0] == "NO"


def test_who_idles_hears_of_a_mail(sandbox, imap):
    imap.send(b"t1 IDLE\r\n")
    assert imap.readline().startswith(b"+")
    write(sandbox)

    assert imap.readline() == b"* 1 EXISTS\r\n"
    imap.send(b"DONE\r\n")
    assert imap.readline().startswith(b"t1 OK")


def test_answer_reaches_the_writers_page(sandbox, smtp):
    smtp.send_message(mail("suwan@qingmu-design.example", "24 把，每把 680 元\n.末行"))

    [found] = sandbox.get("/_sandbox/mails", owner="suwan@qingmu-design.example")["mails"]
    assert (found["text"], found["is_sent"]) == ("24 把，每把 680 元\n.末行", False)
    status, page, _ = sandbox.raw("GET", "/mail?" + urlencode({"person": "suwan@qingmu-design.example", "mail": "1"}))
    assert status == 200
    assert "每把 680 元".encode() in page


def test_mail_to_nobody_comes_back_and_a_refused_one_is_not_taken(sandbox, smtp):
    smtp.send_message(mail("gone.wht@oldmail.example"))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.send_message(mail("refused@oldmail.example"))

    [back] = sandbox.get("/_sandbox/mails", owner=ADDRESS)["mails"]
    assert back["from"] == "Mail Delivery System"


def test_only_the_mailbox_itself_may_send_as_itself(sandbox, smtp, box, trusted):
    with pytest.raises(smtplib.SMTPSenderRefused):
        smtp.sendmail("other@shop.example", "suwan@qingmu-design.example", b"Subject: x\r\n\r\nx")
    with smtplib.SMTP_SSL(box["host"], box["smtp_port"], context=trusted, timeout=60) as stranger:
        assert stranger.docmd("MAIL", f"FROM:<{ADDRESS}>")[0] == 530


def test_who_is_away_answers_by_itself(sandbox, smtp):
    sandbox.order("mailboxes/away", address="suwan@qingmu-design.example", text="周五回来")

    smtp.send_message(mail("suwan@qingmu-design.example"))

    [answer] = sandbox.get("/_sandbox/mails", owner=ADDRESS)["mails"]
    assert (answer["subject"], answer["text"]) == ("自动回复: 回复", "周五回来")


def test_page_writes_a_mail_and_says_what_is_missing(sandbox, box):
    form = {"person": "lena@lumen-hotels.example", "to": ADDRESS, "subject": "Nightstands", "text": "40 pieces"}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    status, _, headers = sandbox.raw("POST", "/mail?lang=en", urlencode(form).encode(), kind)
    missing = sandbox.raw("POST", "/mail?lang=en", urlencode(form | {"text": " "}).encode(), kind)
    foreign = sandbox.raw("POST", "/mail", urlencode(form).encode(), kind | {"Sec-Fetch-Site": "cross-site"})

    assert (status, headers["Location"]) == (303, "/mail?lang=en&person=lena%40lumen-hotels.example&mail=1")
    assert missing[0] == 422
    assert b"Fill in To, subject and text." in missing[1]
    assert foreign[0] == 403
    [came] = sandbox.get("/_sandbox/mails", owner=ADDRESS)["mails"]
    assert (came["from"], came["text"]) == ("Lena Hartmann", "40 pieces")


def test_taken_port_leaves_everything_else_standing(tmp_path):
    other = Sandbox(tmp_path)
    with _taken() as taken:
        other.port = taken - 1  # its mail would listen there
        other.start()
        try:
            assert other.refused("mailboxes", address=ADDRESS, password=PASSWORD)[0] == 404
        finally:
            other.stop()


@contextmanager
def _taken() -> Iterator[int]:
    """A port that somebody listens at; the one below it is free."""
    while True:
        try:
            listening = socket.create_server(("127.0.0.1", free_port() + 1))
        except OSError:
            continue
        with listening:
            yield int(listening.getsockname()[1])
        return


def test_many_at_once_each_get_their_own(sandbox, box, trusted):
    def send(number: int) -> None:
        with smtplib.SMTP_SSL(box["host"], box["smtp_port"], context=trusted, timeout=60) as client:
            client.login(ADDRESS, PASSWORD)
            client.send_message(mail("suwan@qingmu-design.example", f"第 {number} 封"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    texts = {one["text"] for one in sandbox.get("/_sandbox/mails", owner="suwan@qingmu-design.example")["mails"]}
    assert texts == {f"第 {number} 封" for number in range(8)}


def test_mails_to_members_leave_by_a_mailbox_of_the_house_to_which_nobody_writes(tmp_path):
    house = "no-reply@changlai.example"
    sandbox = Sandbox(tmp_path, SANDBOX_MAILBOX=f"{house}:a:b").start()
    try:
        box = sandbox.order("mailboxes", address=ADDRESS, password=PASSWORD)
        trusted = ssl.create_default_context(cafile=box["authority"])
        told = mail("lin@shop.example", "请打开 http://127.0.0.1:8000/invitations/x/")
        told.replace_header("From", house)
        with smtplib.SMTP_SSL(box["host"], box["smtp_port"], context=trusted, timeout=60) as client:
            client.login(house, "a:b")
            client.send_message(told)

        asked = ("person=lin@shop.example&mail=1", "new=1")
        page, new = (sandbox.raw("GET", f"/mail?{one}")[1].decode() for one in asked)
    finally:
        sandbox.stop()
    assert "<span>lin@shop.example</span>" in page
    assert 'href="http://127.0.0.1:8000/invitations/x/"' in page
    assert f'value="{ADDRESS}"' in new
