"""The control API's part for Weibo."""

from sandbox.control.order import Answer, NotHere, Order, shown
from sandbox.shape import build
from sandbox.weibo.life import Life
from sandbox.weibo.pushes import Pusher
from sandbox.weibo.records import WeiboAccount, WeiboPost, WeiboUser
from sandbox.weibo.tables import WeiboTables

HIDDEN = {"app_secret", "access_token"}
SHOWN_PUSHES = 200


class WeiboOrders:
    """What a test or a demo orders people to do."""

    def __init__(self, life: Life, pusher: Pusher) -> None:
        self._life, self._pusher = life, pusher

    @property
    def _tables(self) -> WeiboTables:
        return self._life.tables

    def paths(self) -> list[tuple[str, str, object]]:
        """Method, path and what is done."""
        return [
            ("POST", "/weibo/accounts", self.put_account),
            ("GET", "/weibo", self.show),
            ("POST", "/weibo/check", self.check),
            ("POST", "/weibo/people/{person}", self.change_user),
            ("POST", "/weibo/people/{person}/post", self.post),
            ("POST", "/weibo/people/{person}/comment", self.comment),
            ("POST", "/weibo/people/{person}/delete", self.delete),
            ("POST", "/weibo/people/{person}/message", self.message),
            ("POST", "/weibo/people/{person}/follow", self.follow),
            ("POST", "/weibo/people/{person}/scan", self.scan),
            ("POST", "/weibo/people/{person}/menu", self.tap),
            ("POST", "/weibo/accounts/post", self.account_posts),
            ("GET", "/weibo/people/{person}/talk", self.talk),
        ]

    def put_account(self, order: Order) -> Answer:
        """A company's account; the same ``uid`` again changes it."""
        account = self._life.open_account(build(WeiboAccount, order.body))
        return {name: value for name, value in shown(account).items() if name not in HIDDEN}

    def show(self, _order: Order) -> Answer:
        """All that was said, and the newest callbacks."""
        tables = self._tables
        return {
            "users": [shown(one) for one in tables.users],
            "posts": [shown(one) for one in tables.posts],
            "comments": [shown(one) for one in tables.comments],
            "pushes": [shown(one) for one in list(tables.pushes)[-SHOWN_PUSHES:]],
        }

    async def check(self, order: Order) -> Answer:
        """The address check of the fans service."""
        return await self._pusher.check(self._account(order))

    def change_user(self, order: Order) -> Answer:
        """Followers, place and whether Weibo vouches for the person."""
        user = self._user(order)
        user.followers = int(order.number("followers", user.followers))
        user.location = order.text("location", user.location)
        user.verified = order.flag("verified", default=user.verified)
        return shown(self._tables.users.put(user))

    def post(self, order: Order) -> Answer:
        """A person posts ``text``; ``passes_on`` is the post they pass on."""
        return shown(self._life.post(self._user(order), order.text("text"), order.text("passes_on", "")))

    def account_posts(self, order: Order) -> Answer:
        """The company posts, so that people can comment."""
        user = self._tables.users.get(self._account(order).uid)
        if user is None:
            raise NotHere("no such account")
        return shown(self._life.post(user, order.text("text")))

    def comment(self, order: Order) -> Answer:
        """A person comments on ``post``; ``answers`` is the comment they answer."""
        made = self._life.comment(self._user(order), self._post(order), order.text("text"), order.text("answers", ""))
        return shown(made)

    def delete(self, order: Order) -> Answer:
        """A person takes ``post`` back."""
        self._life.delete(self._post(order))
        return {}

    def message(self, order: Order) -> Answer:
        """A person writes to the company in private."""
        kind = order.text("kind", "text")
        self._life.write(self._user(order), self._account(order), order.text("text", "分享图片"), kind)
        return {}

    def follow(self, order: Order) -> Answer:
        """A person follows the company, or does so no more."""
        self._life.follow(self._user(order), self._account(order), follows=order.flag("follows", default=True))
        return {}

    def scan(self, order: Order) -> Answer:
        """A person scans the company's code of a ``scene``."""
        self._life.scan(self._user(order), self._account(order), order.text("scene", "1"))
        return {}

    def tap(self, order: Order) -> Answer:
        """A person taps the entry ``key`` of the company's menu."""
        self._life.tap(self._user(order), self._account(order), order.text("key", "contact"))
        return {}

    def talk(self, order: Order) -> Answer:
        """The private messages between the two."""
        lines = self._tables.lines.by("talk", self._account(order).uid, self._user(order).uid)
        return {"lines": [shown(one) for one in lines]}

    def _account(self, order: Order) -> WeiboAccount:
        every = list(self._tables.accounts)
        account = self._tables.accounts.get(order.text("uid", every[0].uid if len(every) == 1 else None))
        if account is None:
            raise NotHere("no such Weibo account")
        return account

    def _user(self, order: Order) -> WeiboUser:
        return self._life.user_of(order.person())

    def _post(self, order: Order) -> WeiboPost:
        post = self._tables.posts.get(order.text("post"))
        if post is None:
            raise NotHere("no such post")
        return post
