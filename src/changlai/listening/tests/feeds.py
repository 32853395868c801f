"""A server of feeds on this machine, as slow as it is told to be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

from django.utils import timezone

from tests.support.receiver import answering

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>家居论坛</title>{items}</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>博客</title>
<entry><id>tag:a,1</id><title>云栖床垫</title><author><name>阿强</name></author><updated>{at}</updated>
<content type="html">
&lt;p&gt;云栖床垫味道很冲&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry></feed>"""
LOL = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><title>&b;</title>
</channel></rss>"""


@dataclass
class Feeds:
    """What stands at each path: (status, body, headers). ``asked`` are the paths and headers that came."""

    url: str = ""
    pages: dict[str, tuple[int, str, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)  # done before a path is answered


def rss(*texts: str) -> str:
    at = format_datetime(timezone.now() - timedelta(hours=1))
    items = (
        f"<item><guid>g-{text}</guid><title>{text}</title><pubDate>{at}</pubDate><author>甲</author></item>"
        for text in texts
    )
    return RSS.format(items="".join(items))


def atom() -> str:
    return ATOM.format(at=(timezone.now() - timedelta(hours=1)).isoformat())


@contextmanager
def serving(settings) -> Iterator[Feeds]:
    """On a free port that the operator allows us to call."""
    feeds = Feeds()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feeds.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if wait := feeds.before.get(self.path):
                wait()
            status, body, headers = feeds.pages[self.path]
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, ""
            data = body.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    with answering(Door, settings) as place:
        feeds.url = f"http://{place}"
        yield feeds
