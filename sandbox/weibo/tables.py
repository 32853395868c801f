"""Weibo's tables, in the file where everything of the sandbox is kept."""

from sandbox.store import Store, Table
from sandbox.weibo.records import (
    WeiboAccount,
    WeiboComment,
    WeiboLine,
    WeiboPost,
    WeiboPush,
    WeiboRelation,
    WeiboUser,
)

LOG_ROWS = 5_000


class WeiboTables:
    """One table for each kind of row."""

    def __init__(self, store: Store) -> None:
        self.accounts = Table(store, WeiboAccount, "uid")
        self.users = Table(store, WeiboUser, "uid", indexes={"person": "person_id", "name": "name"})
        self.posts = Table(store, WeiboPost, "id", indexes={"author": "uid"})
        self.comments = Table(store, WeiboComment, "id", indexes={"post": "post_id", "author": "uid"})
        self.lines = Table(store, WeiboLine, "account uid seq", indexes={"talk": "account uid"})
        self.relations = Table(store, WeiboRelation, "account uid")
        self.pushes = Table(store, WeiboPush, "id", keep=LOG_ROWS)

    def forget_everything(self) -> None:
        """Empty all of them."""
        for table in vars(self).values():
            for row in table:
                table.remove(row)
