"""How Weibo knows a person: a number, public and for good (PLATFORMS H)."""

from changlai.channels.contracts import IdentityClaim


def claim(uid: str) -> IdentityClaim:
    """The same number for whoever sees it, so it has no scope."""
    return IdentityClaim("weibo_uid", "", uid)


def private_address(uid: str) -> dict[str, str]:
    """Where a private message to this person goes."""
    return {"to": uid}
