"""Files of messages: sent, fetched, and shown to those who see the conversation only."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changlai.channels.contracts import Attachment, Content
from changlai.channels.enums import ContentKind
from changlai.channels.events import MediaStored
from changlai.channels.models import Media
from changlai.inbox import actions
from changlai.inbox.models import MediaWait, Message
from changlai.inbox.tests.desk import sit_down, texts_in, write
from changlai.kernel import files
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire

DIGITS = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(40))  # does not compress


def picture(side: int = 400) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(out, "PNG")
    return out.getvalue()


def last(conversation) -> Message:
    with scope(conversation.organisation_id):
        return Message.objects.filter(conversation=conversation).latest("id")


def awaited(remote: str) -> Content:
    return Content(kind=ContentKind.IMAGE, attachments=(Attachment(kind="image", remote=remote),))


def stored(firm, remote: str, *, file_id: int) -> MediaStored:
    return MediaStored(
        organisation_id=firm.id, key=1, account_id=firm.account.pk, remote=remote, file_id=file_id, name="a.png",
        media_type="image/png", size=9, width=4, height=2,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


def test_a_picture_and_a_file_leave_as_messages_of_their_own_before_the_text(desk, firm):
    conversation = write(firm, "Lin", "hi")
    uploads = [SimpleUploadedFile("a.png", picture()), SimpleUploadedFile("价目.csv", b"a,b\n1,2\n")]

    response = desk.post("replies", {"text": "both", "file": uploads}, conversation_id=conversation.pk)

    assert response.status_code == 302
    assert texts_in(conversation) == ["hi", "image", "file", "both"]


def test_a_sent_picture_is_served_whole_and_small(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("replies", {"file": SimpleUploadedFile("a.png", picture())}, conversation_id=conversation.pk)
    message = last(conversation)

    page = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    whole = desk.get("file", message_id=message.pk, number=0)
    small = desk.get("file", {"thumbnail": ""}, message_id=message.pk, number=0)
    kept = desk.get("file", {"download": ""}, message_id=message.pk, number=0)

    assert 'width="240" height="120"' in page
    assert (whole["Content-Type"], small["Content-Type"]) == ("image/png", "image/webp")
    assert whole["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")
    for response in (whole, small, kept):
        response.close()


def test_a_file_that_may_not_be_kept_is_refused_by_name_and_nothing_of_the_answer_leaves(desk, firm):
    conversation = write(firm, "Lin", "hi")
    page = SimpleUploadedFile("page.html", b"<html><script>alert(1)</script></html>")

    response = desk.post("replies", {"text": "look", "file": page}, htmx=True, conversation_id=conversation.pk)

    assert response.status_code == 422
    assert "page.html" in response.content.decode()
    assert texts_in(conversation) == ["hi"]


def test_a_file_over_the_channels_limit_is_refused_and_not_kept(desk, firm):
    conversation = write(firm, "Lin", "hi")
    large = SimpleUploadedFile("large.bin", bytes(6 * 1024 * 1024))

    response = desk.post("replies", {"file": large}, htmx=True, conversation_id=conversation.pk)

    assert response.status_code == 422
    assert "Custom channel takes 5 MB" in response.content.decode()
    with scope(firm.id):
        assert StoredFile.objects.count() == 0


def test_files_are_reached_through_conversations_one_may_see(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("replies", {"file": SimpleUploadedFile("a.png", picture())}, conversation_id=conversation.pk)
    message = last(conversation)
    other = found_firm("other", "别家")

    statuses = [
        sit_down(firm, hire(firm, "Sun", "sales")).get("file", message_id=message.pk, number=0).status_code,
        sit_down(other, other.admin).get("file", message_id=message.pk, number=0).status_code,
        desk.get("file", message_id=message.pk, number=1).status_code,
        desk.get("file", message_id=message.pk, number=99999999).status_code,
    ]

    assert statuses == [404, 404, 404, 404]


def test_a_file_that_arrives_after_its_message_is_put_in(desk, firm):
    conversation = write(firm, "Lin", contents=(awaited("m1"), awaited("m2")))
    with scope(firm.id):
        file = files.keep(picture(), "a.png")
        actions.settle_media([stored(firm, "m1", file_id=file.pk), stored(firm, "m2", file_id=0)])
        waiting = MediaWait.objects.count()

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert waiting == 0
    assert body.count("cl-bub-pic") == 1
    assert "could not be fetched from the platform" in body


def test_a_file_that_arrived_before_its_message_is_not_waited_for(desk, firm):
    with scope(firm.id):
        file = files.keep(picture(), "a.png")
        Media.objects.create(account=firm.account, remote="m1", file_id=file.pk)
        actions.settle_media([stored(firm, "m1", file_id=file.pk)])

    conversation = write(firm, "Lin", contents=(awaited("m1"),))

    with scope(firm.id):
        assert MediaWait.objects.count() == 0
    assert last(conversation).content["attachments"][0]["file_id"] == file.pk


@pytest.mark.parametrize(
    "handle", ["https://x/" + DIGITS[:1990], "https://x/" + "图" * 663], ids=["ascii", "not ascii"]
)
def test_a_signed_address_as_long_as_adapters_may_hand_over_is_waited_for(firm, handle):
    conversation = write(firm, "Lin", contents=(awaited(handle),))
    with scope(firm.id):
        file = files.keep(picture(), "a.png")
        Media.objects.create(account=firm.account, remote=handle, file_id=file.pk)
        actions.settle_media([stored(firm, handle, file_id=file.pk)])

    assert last(conversation).content["attachments"][0]["file_id"] == file.pk


def test_two_files_of_one_message_both_arrive(desk, firm):
    two = Content(kind=ContentKind.IMAGE, attachments=tuple(Attachment(kind="image", remote=r) for r in ("m1", "m2")))
    conversation = write(firm, "Lin", contents=(two,))
    with scope(firm.id):
        file = files.keep(picture(), "a.png")
        actions.settle_media([stored(firm, "m1", file_id=file.pk), stored(firm, "m2", file_id=file.pk)])

    assert [one["file_id"] for one in last(conversation).content["attachments"]] == [file.pk, file.pk]
