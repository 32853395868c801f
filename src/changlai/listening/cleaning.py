"""What somebody said, fit to be kept: nothing a database or a page cannot bear, nothing longer than its column."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec

from changlai.channels.contracts import SAID_KEY, SAID_LENGTH, IdentityClaim, Said, Speaker
from changlai.channels.enums import SaidKind
from changlai.ui.text import plain

NAME, URL, PLACE, PLATFORM, CLAIM_KIND, CLAIM_VALUE = 200, 2_000, 60, 20, 40, 128
MOST = 2**31 - 1  # of likes and the like
MOST_FOLLOWERS = 10**12
MOST_PICTURES = 1_000
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)  # how far a platform's clock may be before ours
SCHEMES = ("https://", "http://")


def clean(said: Said, now: datetime) -> Said | None:
    """The same without what cannot be kept; None when nothing says which one it is, or where."""
    key, platform = _key(said.key), plain(said.platform).strip().lower()[:PLATFORM]
    if not key or not platform:
        return None
    return Said(
        key=key,
        platform=platform,
        text=_text(said.text),
        said_at=_moment(said.said_at, now),
        kind=said.kind if said.kind in set(SaidKind) else SaidKind.POST,
        speaker=_speaker(said.speaker),
        url=address(said.url),
        parent=_key(said.parent),
        about=_text(said.about),
        likes=_count(said.likes),
        comments=_count(said.comments),
        reposts=_count(said.reposts),
        pictures=min(_count(said.pictures), MOST_PICTURES),
        to_us=said.to_us,
        address={plain(name)[:CLAIM_KIND]: plain(value)[:NAME] for name, value in list(said.address.items())[:20]},
    )


def address(url: str) -> str:
    """An address one may follow; others are dropped, and what is too long."""
    told = plain(url).strip()
    return told if told.lower().startswith(SCHEMES) and len(told) <= URL else ""


def _speaker(told: Speaker) -> Speaker:
    claim = told.claim
    value = plain(claim.value).strip() if claim else ""
    return Speaker(
        claim=_claim(claim, value) if claim and value else None,
        name=" ".join(plain(told.name).split())[:NAME],
        url=address(told.url),
        avatar_url=address(told.avatar_url),
        followers=min(max(told.followers, 0), MOST_FOLLOWERS),
        is_verified=told.is_verified,
        place=" ".join(plain(told.place).split())[:PLACE],
    )


def _claim(claim: IdentityClaim, value: str) -> IdentityClaim:
    if len(value) > CLAIM_VALUE:
        value = _digest(value)
    return msgspec.structs.replace(
        claim, kind=plain(claim.kind)[:CLAIM_KIND], scope=plain(claim.scope)[:CLAIM_VALUE], value=value
    )


def _text(text: str) -> str:
    return plain(text[: 2 * SAID_LENGTH]).strip()[:SAID_LENGTH]


def _key(key: str) -> str:
    told = plain(key).strip()
    return told if len(told) <= SAID_KEY else _digest(told)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _count(number: int) -> int:
    return min(max(number, 0), MOST)


def _moment(at: datetime, now: datetime) -> datetime:
    """A moment without a zone is UTC; what lies ahead of us, or before there was anything to post on, is now."""
    told = at if at.tzinfo else at.replace(tzinfo=UTC)
    return told if OLDEST <= told <= now + AHEAD else now
