"""What Weibo remembers: accounts of companies, people, posts, comments, private messages, callbacks."""

from msgspec import Struct, field

from sandbox.records import Try


class WeiboAccount(Struct, kw_only=True):
    """A company's verified account and the app it is authorised for. ``live_seconds``: of the authorisation.

    ``redirect_uri`` is what the app named as the address to come back to; "" takes any.
    """

    uid: str
    name: str
    app_key: str
    app_secret: str
    access_token: str
    callback_url: str = ""
    redirect_uri: str = ""
    live_seconds: int = 30 * 86_400


class WeiboUser(Struct, kw_only=True):
    """A person's Weibo account; companies have one too, without a person behind it."""

    uid: str
    name: str
    person_id: str = ""
    followers: int = 0
    verified: bool = False
    location: str = ""


class WeiboPost(Struct, kw_only=True):
    """A post; ``passes_on`` is the one it passes on. One that is ``gone`` was deleted."""

    id: str
    uid: str
    text: str
    at: float
    passes_on: str = ""
    gone: bool = False


class WeiboComment(Struct, kw_only=True):
    """A comment below a post; ``answers`` is the comment it answers."""

    id: str
    post_id: str
    uid: str
    text: str
    at: float
    answers: str = ""


class WeiboLine(Struct, kw_only=True):
    """A private message between a company and a person; ``sender`` is me (the person) or them."""

    account: str
    uid: str
    seq: str
    at: float
    sender: str
    text: str
    kind: str = "text"


class WeiboRelation(Struct, kw_only=True):
    """What a person did towards a company: decides whether it may write to them in private."""

    account: str
    uid: str
    follows: bool = False
    left: bool = False  # followed once, and does no more
    touched_at: float = 0.0  # wrote, followed, tapped, scanned
    named_at: float = 0.0
    named_answered: bool = False


class WeiboPush(Struct, kw_only=True):
    """A callback to a company's server; ``outcome`` is waiting, done or failed."""

    id: str
    at: float
    account: str
    kind: str
    body: str
    outcome: str = "waiting"
    fault: str = ""
    tries: list[Try] = field(default_factory=list)
