"""What a visitor's events mean."""

from changlai.channels.adapters.webchat.parser import VisitorParser
from changlai.channels.adapters.webchat.tests.support import DEVICE, SESSION, SETTINGS, message, post
from changlai.channels.adapters.webchat.tokens import Session, file_ticket
from changlai.channels.adapters.webchat.webhook import VisitorWebhook
from changlai.channels.contracts import Attachment, IdentityClaim, Skipped
from changlai.channels.enums import ContentKind, InboundKind

ACCOUNT = "account:9"
BROWSER = IdentityClaim("visitor", ACCOUNT, DEVICE, strong=False, exclusive=False)
PICTURE = Attachment(kind="image", name="a.png", media_type="image/png", size=3, file_id=7)


def meaning(*events, session=SESSION, **settings):
    (delivery,) = VisitorWebhook().receive(post(*events, session=session), SETTINGS).deliveries
    return VisitorParser().parse(delivery.kind, delivery.payload, b"", SETTINGS | settings)


def test_message_of_a_stranger_is_a_weak_claim_and_has_a_guests_name():
    visit = {"url": "https://shop.example.com/a", "title": "沙发", "zone": "Asia/Shanghai", "language": "zh-CN"}

    (inbound,) = meaning(message(visit=visit))

    assert inbound.identities == (BROWSER,)
    assert inbound.profile.name == "访客 0123"
    assert inbound.content.raw["visit"] == visit | {"browser": "Chrome, Windows"}
    assert inbound.address == {"to": f"v:{DEVICE}"}


def test_name_a_stranger_tells_is_a_name_and_no_identity():
    (inbound,) = meaning(message(name="小满", text="联系方式：13800138000"))

    assert (inbound.profile.name, inbound.identities) == ("小满", (BROWSER,))


def test_message_of_a_user_is_theirs_by_the_id_the_site_signed():
    (inbound,) = meaning(message(), session=Session(9, DEVICE, "user-42"), id_space="shop")

    assert inbound.identities == (IdentityClaim("external_id", "shop", "user-42"), BROWSER)
    assert inbound.profile.name == ""


def test_picture_alone_is_a_picture_and_with_words_a_text():
    ticket = file_ticket(Session(9, DEVICE).guest(), PICTURE, 9)

    (alone,) = meaning(message(text="", file=ticket))
    (both,) = meaning(message(text="这个", file=ticket))

    assert (alone.content.kind, alone.content.attachments) == (ContentKind.IMAGE, (PICTURE,))
    assert (both.content.kind, both.content.text) == (ContentKind.TEXT, "这个")


def test_pages_are_looked_at_one_by_one_at_their_own_moments():
    pages = [{"url": "https://a.example/1", "title": "一", "ago": 30}, {"url": "https://a.example/2", "ago": 5}]

    first, second = meaning({"type": "pages", "id": "client-0002", "pages": pages})

    assert [one.kind for one in (first, second)] == [InboundKind.VIEWED] * 2
    assert (second.occurred_at - first.occurred_at).total_seconds() == 25
    assert second.content.title == "https://a.example/2"


def test_lines_read_name_the_line():
    (inbound,) = meaning({"type": "seen", "id": "client-0003", "thread": 0, "number": 4, "key": "our-key"})

    assert (inbound.kind, inbound.platform_id) == (InboundKind.SEEN, "our-key")
    assert inbound.address == {"to": f"v:{DEVICE}", "number": "4"}


def test_what_cannot_be_read_is_skipped():
    answers = [VisitorParser().parse(kind, b"{", b"", SETTINGS) for kind in ("visit.message", "other")]

    assert answers == [Skipped("unreadable"), Skipped("unknown_event")]
