"""How Weibo describes users, posts and comments."""

from typing import Any

from sandbox.weibo.pushes import weibo_time
from sandbox.weibo.records import WeiboComment, WeiboPost, WeiboUser
from sandbox.weibo.tables import WeiboTables

SOURCE = '<a href="https://weibo.com/" rel="nofollow">微博网页版</a>'
SHORT = 140  # characters of a post that its text holds; the whole of a longer one stands apart


def user(row: WeiboUser) -> dict[str, Any]:
    """A user as it stands within posts, and alone."""
    return {
        "id": int(row.uid),
        "idstr": row.uid,
        "screen_name": row.name,
        "name": row.name,
        "location": row.location,
        "gender": "n",
        "followers_count": row.followers,
        "friends_count": 120,
        "statuses_count": 300,
        "verified": row.verified,
        "verified_reason": row.name if row.verified else "",
        "profile_url": f"u/{row.uid}",
        "avatar_large": "",
    }


def post(tables: WeiboTables, row: WeiboPost, *, within: bool = False) -> dict[str, Any]:
    """A status; with the one it passes on."""
    author = tables.users.get(row.uid)
    shown: dict[str, Any] = {
        "created_at": weibo_time(row.at),
        "id": int(row.id),
        "idstr": row.id,
        "mid": row.id,
        "text": "抱歉，此微博已被作者删除。" if row.gone else _escaped(row.text[:SHORT]),
        "source": SOURCE,
        "reposts_count": sum(one.passes_on == row.id for one in tables.posts),
        "comments_count": len(tables.comments.by("post", row.id)),
        "attitudes_count": 0,
        "pic_urls": [],
    }
    if row.gone:
        return shown | {"deleted": "1"}
    if len(row.text) > SHORT:
        shown |= {"isLongText": True, "longText": {"longTextContent": _escaped(row.text)}}
    if author is not None:
        shown["user"] = user(author)
    passed_on = tables.posts.get(row.passes_on) if row.passes_on and not within else None
    if passed_on is not None:
        shown["retweeted_status"] = post(tables, passed_on, within=True)
    return shown


def comment(tables: WeiboTables, row: WeiboComment, *, within: bool = False) -> dict[str, Any]:
    """A comment with the post it stands below, and the comment it answers."""
    author, below = tables.users.get(row.uid), tables.posts.get(row.post_id)
    shown: dict[str, Any] = {
        "created_at": weibo_time(row.at),
        "id": int(row.id),
        "idstr": row.id,
        "mid": row.id,
        "text": _escaped(row.text),
        "source": SOURCE,
    }
    if author is not None:
        shown["user"] = user(author)
    if below is not None and not within:
        shown["status"] = post(tables, below, within=True)
    answered = tables.comments.get(row.answers) if row.answers and not within else None
    if answered is not None:
        shown["reply_comment"] = comment(tables, answered, within=True)
    return shown


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
