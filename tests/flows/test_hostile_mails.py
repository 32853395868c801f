"""Mails made to break things: none stops the intake, none runs, none joins another's talk, each is kept and visible."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from changlai.channels import actions as channels
from changlai.channels import contracts, intake
from changlai.channels.adapters.email.deliveries import INBOX, delivery_of
from changlai.channels.adapters.email.tests.desk import SETTINGS, mail
from changlai.channels.enums import Figure
from changlai.channels.models import Account, Media
from changlai.channels.queries import health
from changlai.customers.models import Identity
from changlai.inbox import letters
from changlai.inbox.attachments import stored
from changlai.inbox.models import Message
from changlai.kernel import files
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope
from tests.support.hostile import MARK, hostile_mails
from tests.support.house import NOON, found_firm, settle, work

COUNT, SEED = 500, 20261122
_TEXTS = re.compile(r'"[^"]*"')  # of attributes: words there are no code
_ACTIVE = re.compile(
    r"<(script|iframe|object|embed|form|meta|link|base|svg|math|style)\b|\bon\w+\s*=|javascript:", re.IGNORECASE
)


@pytest.fixture
def firm(transactional_db, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return found_firm()


@pytest.fixture
def account(firm):
    settings = {name: value for name, value in SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        return channels.connect(channel="email", name="邮箱", settings=settings, by=firm.admin)


def take_in(account: Account, raws: Sequence[bytes]) -> list[contracts.Delivery]:
    """As a pull does, fifty at once; then everything that follows from it."""
    told = [
        delivery_of(raw, folder=INBOX, received=NOON + timedelta(seconds=n), account_id=account.pk, size=len(raw))
        for n, raw in enumerate(raws)
    ]
    for start in range(0, len(told), 50):
        with scope(account.organisation_id):
            intake.store(account.organisation_id, account.pk, told[start : start + 50])
    settle()
    work(["jobs"])
    settle()
    return told


def originals(account: Account, told: Sequence[contracts.Delivery]) -> list[bytes]:
    """The mails as they lie among the files."""
    kept = {media.remote: media.file_id for media in Media.objects.filter(account=account)}
    rows = {row.pk: row for row in StoredFile.objects.all()}
    return [files.read(rows[kept[one.original.handle] or 0]) for one in told if one.original]


def cleaned(message: Message) -> str:
    """The page of a mail as its reader gets it."""
    number = letters.page_number(message)
    assert number is not None
    return letters.clean_page(message, stored(message, number), far_pictures=False)[0]


def test_five_hundred_hostile_mails(firm, account, client):
    raws = [mail(Message_ID="<a1@example.cn>"), *hostile_mails(COUNT, SEED, b"a1@example.cn")]

    told = take_in(account, raws)

    with scope(firm.id):
        figures = health([account.pk])[account.pk].figures
        messages = list(Message.objects.filter(author="customer"))
        assert (figures[Figure.RECEIVED], figures[Figure.FAILED]) == (len(raws), 0)
        assert figures[Figure.STORED] + figures[Figure.SKIPPED] == len(raws)
        assert originals(account, told) == raws
        assert [one for one in messages if letters.original_number(one) is None] == []
        assert len(messages) == figures[Figure.STORED] > COUNT // 2
        wang = Identity.objects.get(kind="email", value="wang@example.cn")
        assert [one.text for one in Message.objects.filter(conversation__customer_id=wang.customer_id)] == [
            "您好，想问一下沙发的尺寸。"
        ]
        pages = [one for one in messages if letters.page_number(one) is not None]
        for one in pages:
            clean = cleaned(one)
            assert not _ACTIVE.search(_TEXTS.sub('""', clean)), (one.text[:80], clean[:300])
            assert f"{MARK}.gif" not in clean
    assert len(pages) >= COUNT // 20
    client.force_login(firm.admin.user)
    document = client.get(f"/o/hemu/inbox/letters/{pages[0].pk}/document/")
    assert document.status_code == 200
    assert "default-src 'none'" in document["Content-Security-Policy"]
    assert document["Content-Security-Policy"].endswith("sandbox allow-popups allow-popups-to-escape-sandbox")
    for conversation_id in {one.conversation_id for one in pages[:20]}:
        assert client.get(f"/o/hemu/inbox/{conversation_id}/").status_code == 200


def test_a_stranger_sees_no_letter_of_ours(firm, account, client):
    take_in(account, [mail().replace(b"text/plain", b"text/html")])
    with scope(firm.id):
        message = Message.objects.get()
    other = found_firm("other", "别家")

    client.force_login(firm.admin.user)
    assert client.get(f"/o/hemu/inbox/letters/{message.pk}/").status_code == 200
    strangers = Client()
    strangers.force_login(other.admin.user)
    for path in ("", "document/"):
        assert strangers.get(f"/o/other/inbox/letters/{message.pk}/{path}").status_code == 404
