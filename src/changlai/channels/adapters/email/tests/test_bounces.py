"""Mails that say that one of ours did not arrive."""

import pytest

from changlai.channels.adapters.email import marks
from changlai.channels.adapters.email.tests.desk import mail
from changlai.channels.adapters.email.tests.test_parser import meaning, message
from changlai.channels.contracts import IdentityClaim, Skipped
from changlai.channels.enums import InboundKind


def bounce(key: str, *, action: str = "failed", account: int = 7) -> bytes:
    """A report of another mail system about a message of ours."""
    own_id = f"{marks.local_part(key, account)}@hemu.example"
    return f"""From: MAILER-DAEMON@mx.example.cn
To: service@hemu.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.cn

Final-Recipient: rfc822; gone@example.cn
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1: User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: <{own_id}>
--b--
""".encode()


def test_bounce_fails_the_message_it_is_about():
    found = message(bounce("k1"))

    assert (found.kind, found.platform_id, found.identities) == (InboundKind.SEND_FAILED, "k1", ())
    assert found.reason.endswith("It said: 550 5.1.1 - User unknown")
    assert found.undeliverable == (IdentityClaim("email", "", "gone@example.cn", exclusive=False),)


@pytest.mark.parametrize(
    ("status", "diagnosis", "is_nobody"),
    [
        ("5.1.1", "550 5.1.1: User unknown", True),
        ("5.2.1", "550 5.2.1 mailbox disabled", True),
        ("5.2.2", "552 5.2.2 mailbox full", False),
        ("5.7.1", "550 5.7.1 blocked by policy", False),
        ("", "550 No such user here", True),
        ("", "550 message rejected", False),
    ],
)
def test_only_a_bounce_that_says_so_makes_an_address_lead_nowhere(status, diagnosis, is_nobody):
    raw = bounce("k1").replace(b"5.1.1: User unknown", b"X").replace(b"550 X", diagnosis.encode())
    raw = raw.replace(b"Status: 5.1.1\n", f"Status: {status}\n".encode() if status else b"")

    assert bool(message(raw).undeliverable) is is_nobody


def test_report_that_is_not_about_ours_has_no_effect():
    forged = bounce("k1").replace(marks.local_part("k1", 7).encode(), b"k1.0123456789abcdef")

    assert meaning(forged) == Skipped("foreign_report")
    assert meaning(bounce("k1", account=8)) == Skipped("foreign_report")
    assert meaning(bounce("k1", action="delayed")) == Skipped("delayed")


def test_bounce_of_a_system_that_never_read_the_standard():
    own_id = f"{marks.local_part('k2', 7)}@hemu.example"
    raw = mail(f"原邮件: <{own_id}>", From="PostMaster@qq.example", Subject="系统退信/The email is returned")

    found = message(raw)

    assert (found.kind, found.platform_id) == (InboundKind.SEND_FAILED, "k2")
