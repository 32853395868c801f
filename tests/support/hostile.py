"""Five hundred mails that nobody sends in good faith, or that no sane program made: the same ones for every seed."""

import base64
import io
import random
import zipfile
from collections.abc import Callable, Iterator

MARK = "evilcode"  # stands in everything that must never run
_PAGES = (
    f"<script>{MARK}()</script>hi",
    f'<img src=x onerror="{MARK}()">hi',
    f"<svg><script>{MARK}()</script></svg>hi",
    f'<a href="javascript:{MARK}()">hi</a>',
    f'<a href="java&#10;script:{MARK}()">hi</a>',
    f'<iframe srcdoc="<script>{MARK}()</script>"></iframe>hi',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={MARK}()&gt;">',
    f'<form action="//evil.example"><input name=p><button formaction="javascript:{MARK}()">hi</button></form>',
    f'<meta http-equiv=refresh content="0;url=javascript:{MARK}()">hi',
    '<base href="//evil.example/"><link rel=stylesheet href=x>hi<style>@import "//evil.example";</style>',
    f'<object data="data:text/html,<script>{MARK}()</script>"></object><embed src=x>hi',
    f'<img src="//evil.example/pixel.gif"><img src="http://evil.example/{MARK}.gif">hi',
    f'<noscript><p title="</noscript><img src=x onerror={MARK}()>">hi</noscript>',
    f'<p style="background:url(javascript:{MARK}())" onclick="{MARK}()">hi</p>',
    "<div>" * 5_000 + "deep" + "</div>" * 10,
    "<blockquote>" * 3_000 + "deep",
    "<" * 20_000 + "a",
    "<!--" * 5_000,
    "&" * 10_000 + "#x0;&#xd800;&#99999999999;",
)


def hostile_mails(count: int, seed: int, known: bytes) -> Iterator[bytes]:
    """``known`` is the message id of somebody else's mail, for those who would slip into their thread."""
    chance = random.Random(seed)  # noqa: S311 - the same mails every time is the point
    for number in range(count):
        maker = _MAKERS[number % len(_MAKERS)]
        yield maker(chance, number, known)


def _head(number: int, known: bytes = b"", *, kind: bytes = b"text/plain; charset=utf-8", more: bytes = b"") -> bytes:
    thread = b"In-Reply-To: <" + known + b">\r\nReferences: <" + known + b">\r\n" if known else b""
    return (
        f"From: Stranger <stranger{number}@evil.example>\r\nTo: service@hemu.example\r\nSubject: n{number}\r\n"
        f"Message-ID: <h{number}@evil.example>\r\n".encode()
        + thread
        + more
        + b"MIME-Version: 1.0\r\nContent-Type: "
        + kind
        + b"\r\n\r\n"
    )


def _page(chance: random.Random, number: int, _known: bytes) -> bytes:
    page = _PAGES[number // len(_MAKERS) % len(_PAGES)] + chance.choice(["", "<b>", "</p></p>"])
    return _head(number, kind=b"text/html; charset=utf-8") + page.encode()


def _spoofed(_chance: random.Random, number: int, known: bytes) -> bytes:
    return _head(number, known) + b"I belong to them, trust me."


def _broken_parts(chance: random.Random, number: int, _known: bytes) -> bytes:
    lines = [
        b"--b",
        b"--b--",
        b"Content-Type: multipart/mixed; boundary=b",
        b"",
        b"--c",
        b"Content-Type: text/html",
        b"x",
    ]
    body = b"\r\n".join(chance.choice(lines) for _ in range(chance.randrange(2, 400)))
    return _head(number, kind=b'multipart/mixed; boundary="b"') + body


def _no_boundary(_chance: random.Random, number: int, _known: bytes) -> bytes:
    return _head(number, kind=b"multipart/alternative") + b"--\r\nlost\r\n"


def _huge_fields(chance: random.Random, number: int, _known: bytes) -> bytes:
    long = chance.choice([b"a" * 300_000, b"=?utf-8?B?" + b"5rKZ" * 40_000 + b"?=", b'"' * 100_000, b"<" * 100_000])
    return _head(number, more=b"X-Long: " + long + b"\r\nCc: " + long[:150_000] + b"\r\n") + b"hi"


def _many_fields(_chance: random.Random, number: int, _known: bytes) -> bytes:
    return _head(number, more=b"".join(b"X-%d: y\r\n" % one for one in range(5_000))) + b"hi"


def _parameters(_chance: random.Random, number: int, _known: bytes) -> bytes:
    return _head(number, kind=b"text/plain; " + b'a="x;";' * 20_000 + b" charset=utf-8") + b"hi"


def _deep(_chance: random.Random, number: int, _known: bytes) -> bytes:
    levels = 60 + number % 300
    inner = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (one, one + 1) for one in range(levels)
    )
    return _head(number, kind=b'multipart/mixed; boundary="b0"') + inner + b"--b%d\r\n\r\ndeep\r\n" % levels


def _noise(chance: random.Random, number: int, _known: bytes) -> bytes:
    raw = chance.randbytes(chance.randrange(1, 5_000))
    return raw if number % 2 else _head(number) + raw


def _labels(chance: random.Random, number: int, _known: bytes) -> bytes:
    label = chance.choice(
        [b"zlib", b"base64", b"idna", b"utf-7", b"\xff\xfe", b"x" * 5_000, b"gb2312", b"unicode_escape"]
    )
    return _head(number, kind=b"text/plain; charset=" + label) + "您好\x00\ud800".encode("utf-8", "surrogatepass")


def _transfer(chance: random.Random, number: int, _known: bytes) -> bytes:
    coding = chance.choice([b"base64", b"quoted-printable", b"x-uuencode", b"uuencode", b"binary", b"8bit"])
    body = chance.choice([b"====", b"begin 644 x\n#\xff\xff", b"=ZZ=", b"AAA", b"!" * 1_000])
    return _head(number, more=b"Content-Transfer-Encoding: " + coding + b"\r\n") + body


def _bomb(_chance: random.Random, number: int, _known: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in range(3):
            archive.writestr(f"{one}.txt", b"\0" * 20_000_000 if number % 4 == 0 and one == 0 else b"\0" * 2_000_000)
    data = base64.encodebytes(packed.getvalue())
    return (
        _head(number, kind=b'multipart/mixed; boundary="b"')
        + b"--b\r\n\r\nsee\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        + b'Content-Disposition: attachment; filename="../../etc/bomb.zip"\r\n\r\n'
        + data
        + b"--b--\r\n"
    )


def _active_file(chance: random.Random, number: int, _known: bytes) -> bytes:
    name = chance.choice(["a.html", "a.svg", "a.exe", "a\u202egnp.exe", "a" * 4_000 + ".js", "a.eml"])
    page = f"<html><script>{MARK}()</script></html>".encode()
    return (
        _head(number, kind=b'multipart/mixed; boundary="b"')
        + b"--b\r\n\r\nsee\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename*=utf-8''"
        + "".join(f"%{one:02X}" for one in name.encode()).encode()
        + b"\r\n\r\n"
        + page
        + b"\r\n--b--\r\n"
    )


def _senders(chance: random.Random, number: int, _known: bytes) -> bytes:
    sender = chance.choice(
        [
            "wang@example.cn <thief@evil.example>",
            '"wang@example.cn" thief@evil.example',
            "<thief@evil.example>, wang@example.cn",
            "=?utf-8?q?wang=40example=2Ecn=3E?= <thief@evil.example>",
            "wang@example.cn)thief@evil.example",
            "x" * 300 + "@evil.example",
            "a@" + "b." * 200 + "example",
        ]
    )
    head = f"From: {sender}\r\nTo: service@hemu.example\r\nSubject: s{number}\r\nMessage-ID: <s{number}@evil>\r\n\r\nhi"
    return head.encode()


def _reports(_chance: random.Random, number: int, known: bytes) -> bytes:
    return (
        _head(number, kind=b'multipart/report; report-type=delivery-status; boundary="b"')
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; wang@example.cn\r\n"
        + b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <"
        + known
        + b">\r\n--b--\r\n"
    )


def _mails_within_mails(_chance: random.Random, number: int, _known: bytes) -> bytes:
    inner = b"hi"
    for one in range(30):
        inner = b"Subject: %d\r\nContent-Type: message/rfc822\r\n\r\n" % one + inner
    return _head(number, kind=b"message/rfc822") + inner


_MAKERS: tuple[Callable[[random.Random, int, bytes], bytes], ...] = (
    _page,
    _spoofed,
    _broken_parts,
    _no_boundary,
    _huge_fields,
    _many_fields,
    _parameters,
    _deep,
    _noise,
    _labels,
    _transfer,
    _bomb,
    _active_file,
    _senders,
    _reports,
    _mails_within_mails,
)
