"""What people do on Weibo; what a company must hear of is pushed to its server."""

import re
import zlib

from sandbox.models import Person
from sandbox.weibo.pushes import Pusher
from sandbox.weibo.records import WeiboAccount, WeiboComment, WeiboLine, WeiboPost, WeiboRelation, WeiboUser
from sandbox.weibo.tables import WeiboTables
from sandbox.world import World

FIRST_ID = 10_000_000_000_000_000  # above 2^53: who reads ids as floating point numbers is found out
LONGEST_POST, LONGEST_COMMENT = 2_000, 280  # characters of a post; half characters of a comment
_NAMED = re.compile(r"@([\w-]{2,30})")
_ASCII = 128


class Life:
    """Posts, comments, messages, follows."""

    def __init__(self, world: World, tables: WeiboTables, pusher: Pusher) -> None:
        self.world, self.tables, self._pusher = world, tables, pusher

    def user_of(self, person: Person) -> WeiboUser:
        """A person's account, made when they first come."""
        found = self.tables.users.by("person", person.id)
        if found:
            return found[0]
        uid = str(2_000_000_000 + zlib.crc32(person.id.encode()) % 900_000_000)
        return self.tables.users.put(
            WeiboUser(
                uid=uid, name=person.nickname.replace(" ", ""), person_id=person.id, followers=236, location="浙江 杭州"
            )
        )

    def open_account(self, account: WeiboAccount) -> WeiboAccount:
        """A company's account, with a page of its own; opened again it takes over what is new."""
        user = self.tables.users.get(account.uid)
        self.tables.users.put(
            user or WeiboUser(uid=account.uid, name=account.name, followers=48_210, verified=True, location="浙江 杭州")
        )
        self.tables.accounts.put(account)
        self._changed()
        return account

    def post(self, user: WeiboUser, text: str, passes_on: str = "") -> WeiboPost:
        """Somebody says something to everybody."""
        if not text.strip() or len(text) > LONGEST_POST:
            raise ValueError(f"text must have 1 to {LONGEST_POST} characters")
        post = self.tables.posts.put(
            WeiboPost(id=self.next_id(), uid=user.uid, text=text, at=self.world.clock.now(), passes_on=passes_on)
        )
        self._tell_named(user, text, "status", post.id)
        self._changed()
        return post

    def comment(self, user: WeiboUser, post: WeiboPost, text: str, answers: str = "") -> WeiboComment:
        """Somebody says something below a post."""
        if not text.strip():
            raise ValueError("text must not be empty")
        made = self.tables.comments.put(
            WeiboComment(
                id=self.next_id(), post_id=post.id, uid=user.uid, text=text, at=self.world.clock.now(), answers=answers
            )
        )
        self._tell_named(user, text, "comment", made.id)
        self._changed()
        return made

    def delete(self, post: WeiboPost) -> None:
        """The author takes a post back."""
        post.gone = True
        self.tables.posts.put(post)
        self._changed()

    def write(self, user: WeiboUser, account: WeiboAccount, text: str, kind: str = "text") -> None:
        """A private message to a company."""
        if not text.strip() and kind == "text":
            raise ValueError("text must not be empty")
        self.keep_line(account.uid, user.uid, "me", text, kind)
        self._touch(account, user)
        number = int(self.next_id())
        data = {"vfid": number, "tovfid": number + 1} if kind != "text" else {}
        self._pusher.tell(account, kind, user.uid, text, data)
        self._changed()

    def follow(self, user: WeiboUser, account: WeiboAccount, *, follows: bool) -> None:
        """Somebody follows a company, or does so no more."""
        relation = self.relation(account.uid, user.uid)
        relation.follows, relation.left = follows, not follows
        self.tables.relations.put(relation)
        if follows:
            self._touch(account, user)
        subtype = "follow" if follows else "unfollow"
        self._pusher.tell(
            account, "event", user.uid, "关注事件消息" if follows else "取消关注事件消息", {"subtype": subtype}
        )
        self._changed()

    def scan(self, user: WeiboUser, account: WeiboAccount, scene: str) -> None:
        """Somebody scans a code of the company; who does not follow it yet does so by that."""
        relation = self.relation(account.uid, user.uid)
        subtype = "scan" if relation.follows else "scan_follow"
        relation.follows = True
        self.tables.relations.put(relation)
        self._touch(account, user)
        data = {"subtype": subtype, "key": f"QR_LIMIT_SCENE_{scene}", "ticket": f"ticket-{scene}"}
        self._pusher.tell(account, "event", user.uid, "扫描事件消息", data)
        self._changed()

    def tap(self, user: WeiboUser, account: WeiboAccount, key: str) -> None:
        """Somebody taps an entry of the company's menu."""
        self._touch(account, user)
        self._pusher.tell(account, "event", user.uid, "自定义菜单消息", {"subtype": "click", "key": key})
        self._changed()

    def relation(self, account_uid: str, uid: str) -> WeiboRelation:
        """How the two stand."""
        found = self.tables.relations.get(account_uid, uid)
        return found or WeiboRelation(account=account_uid, uid=uid)

    def keep_line(self, account: str, uid: str, sender: str, text: str, kind: str = "text") -> WeiboLine:
        """One more line of a private talk."""
        seq = f"{len(self.tables.lines.by('talk', account, uid)):06}"
        now = self.world.clock.now()
        line = WeiboLine(account=account, uid=uid, seq=seq, at=now, sender=sender, text=text, kind=kind)
        self.tables.lines.put(line)
        self._changed()
        return line

    def next_id(self) -> str:
        """Ids grow with time, as Weibo's do."""
        return str(FIRST_ID + self.world.next_number("weibo_id") * 7)

    def named(self, text: str) -> list[WeiboUser]:
        """Whom a text names with @."""
        names = dict.fromkeys(_NAMED.findall(text))
        return [user for name in names for user in self.tables.users.by("name", name)]

    def _tell_named(self, user: WeiboUser, text: str, subtype: str, key: str) -> None:
        for named in self.named(text):
            account = self.tables.accounts.get(named.uid)
            if account is None or account.uid == user.uid:
                continue
            relation = self.relation(account.uid, user.uid)
            relation.named_at, relation.named_answered = self.world.clock.now(), False
            self.tables.relations.put(relation)
            self._pusher.tell(account, "mention", user.uid, text, {"subtype": subtype, "key": key})

    def _touch(self, account: WeiboAccount, user: WeiboUser) -> None:
        relation = self.relation(account.uid, user.uid)
        relation.touched_at, relation.left = self.world.clock.now(), False
        self.tables.relations.put(relation)

    def _changed(self) -> None:
        self.world.announce("weibo")


def width(text: str) -> int:
    """Length as Weibo counts it, in half characters: by units of UTF-16, of which an emoji has two."""
    return sum(1 if ord(one) < _ASCII else len(one.encode("utf-16-le", "surrogatepass")) for one in text)
