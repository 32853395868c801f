"""What exists in the sandbox's world: companies, their members, and people with a WeChat account.

Moments are seconds since 1970 on the sandbox's clock. `corpid`, `userid`, `external_userid` and `open_kfid`
are WeCom's own names for its ids.
"""

from typing import Any

from msgspec import Struct, field


class Corp(Struct, kw_only=True):
    """A company with one self-built app; callbacks go to `callback_url`."""

    corpid: str
    name: str
    secret: str
    agentid: int
    token: str
    encoding_aes_key: str
    callback_url: str
    kf_secret: str = ""
    trusted_ips: list[str] = field(default_factory=list)
    unionid_bound: bool = True


class Department(Struct, kw_only=True):
    """A department; 1 is the company itself."""

    corpid: str
    id: int
    name: str
    parentid: int = 1
    order: int = 0


class Member(Struct, kw_only=True):
    """A colleague. With `own_welcome` the company's admin has set a welcome, so events carry no WelcomeCode."""

    corpid: str
    userid: str
    name: str
    departments: list[int] = field(default_factory=lambda: [1])
    position: str = ""
    mobile: str = ""
    biz_mail: str = ""
    leads: list[int] = field(default_factory=list)
    gender: str = "0"
    customer_contact: bool = True
    own_welcome: bool = False


class Person(Struct, kw_only=True):
    """Someone with a WeChat account, played on the phone."""

    id: str
    nickname: str
    unionid: str
    gender: int = 0
    picture: str = ""
    created_at: float = 0.0


class Customer(Struct, kw_only=True):
    """The id under which one company knows one person."""

    corpid: str
    external_userid: str
    person_id: str


class PersonalTag(Struct, kw_only=True):
    """A tag a member made for himself: it has no id."""

    group_name: str
    tag_name: str


class Follow(Struct, kw_only=True):
    """A member's relation to a customer. `half` means the member has not added the customer back."""

    corpid: str
    userid: str
    external_userid: str
    createtime: int
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    remark_mobiles: list[str] = field(default_factory=list)
    tag_ids: list[str] = field(default_factory=list)
    personal_tags: list[PersonalTag] = field(default_factory=list)
    add_way: int = 1
    oper_userid: str = ""
    state: str = ""
    half: bool = False
    left_by_customer: bool = False


class WelcomeCode(Struct, kw_only=True):
    """The one-time permission to greet a new contact within 20 seconds."""

    code: str
    corpid: str
    userid: str
    external_userid: str
    at: float
    used: bool = False


class TagGroup(Struct, kw_only=True):
    """A group of company tags."""

    corpid: str
    id: str
    name: str
    create_time: int
    order: int = 0


class Tag(Struct, kw_only=True):
    """A company tag."""

    corpid: str
    id: str
    group_id: str
    name: str
    create_time: int
    order: int = 0


class KfAccount(Struct, kw_only=True):
    """A 微信客服 account. `servicers` maps a member to 0 on duty or 1 off duty."""

    corpid: str
    open_kfid: str
    name: str
    picture: str = ""
    avatar_media_id: str = ""
    servicers: dict[str, int] = field(default_factory=dict)
    last_seq: int = 0


class KfSession(Struct, kw_only=True):
    """Where one customer's talk with one account stands; `service_state` as in the platform's table."""

    corpid: str
    open_kfid: str
    external_userid: str
    service_state: int = 4
    servicer_userid: str = ""
    last_customer_at: float = 0.0
    sent_count: int = 0
    entered_at: float = 0.0
    welcomed_at: float = 0.0
    scene: str = ""
    scene_param: str = ""
    rejecting: bool = False


class KfCode(Struct, kw_only=True):
    """A one-time permission for kf/send_msg_on_event: kind is enter, pool, taken or end."""

    code: str
    corpid: str
    open_kfid: str
    external_userid: str
    kind: str
    service_state: int
    at: float
    used: bool = False


class KfItem(Struct, kw_only=True):
    """One entry that kf/sync_msg hands out, in the order of `seq`."""

    corpid: str
    open_kfid: str
    seq: int
    at: float
    body: dict[str, Any]


class KfToken(Struct, kw_only=True):
    """The token inside a kf_msg_or_event, valid for ten minutes."""

    token: str
    corpid: str
    open_kfid: str
    at: float


class KfLink(Struct, kw_only=True):
    """A link to an account made by kf/add_contact_way."""

    id: str
    corpid: str
    open_kfid: str
    scene: str


class Chat(Struct, kw_only=True):
    """A chat on someone's phone: `kind` is kf or member, `peer` the account's or member's id."""

    id: str
    person_id: str
    corpid: str
    kind: str
    peer: str
    last_seq: int = 0
    read_seq: int = 0
    last_at: float = 0.0


class ChatLine(Struct, kw_only=True):
    """One line in a chat. `sender` is me, them or system; `body` is the platform's message body."""

    chat_id: str
    seq: int
    at: float
    sender: str
    msgtype: str
    body: dict[str, Any]
    msgid: str = ""
    by: str = ""


class Media(Struct, kw_only=True):
    """A temporary file, valid for three days; its bytes lie in the media directory under `media_id`."""

    media_id: str
    corpid: str
    type: str
    filename: str
    content_type: str
    size: int
    created_at: float


class Mailbox(Struct, kw_only=True):
    """A mailbox of the mail service; a customer's own has no password. ``away``: what it answers by itself;
    ``is_house``: mails to the company's own members leave by it, and customers do not write to it.
    """

    address: str
    password: str = ""
    away: str = ""
    is_house: bool = False


class Mail(Struct, kw_only=True):
    """A mail in somebody's mailbox; ``is_sent``: the copy of what they wrote."""

    owner: str
    uid: int
    at: float
    raw: bytes
    is_sent: bool = False


class SignInCode(Struct, kw_only=True):
    """What a colleague who scanned brings back to the web page: good once, for five minutes."""

    code: str
    corpid: str
    userid: str
    at: float
    used: bool = False
