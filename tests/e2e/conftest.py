"""The product as a newcomer starts it: `up --demo` in a folder of its own, with the sandbox playing the platform."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Error, Page

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 300.0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what stood on every page that was open, and what its house had left to do: who reads of it
    has no browser to look into.
    """
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and isinstance(browser, Browser):
        for page in (page for context in browser.contexts for page in context.pages):
            report.sections.append((f"page {page.url}", _standing(page)))
    company = getattr(item, "funcargs", {}).get("company")
    if report.when == "call" and report.failed and isinstance(company, Company):
        report.sections.append(("left to do in the house", _left_to_do(company)))
    return report


def _standing(page: Page) -> str:
    """The state of the live stream, and the words on the page."""
    try:
        state = page.locator("[data-live]").first.get_attribute("data-state", timeout=1_000)
        words = page.locator("body").inner_text(timeout=1_000)
    except Error as error:
        return str(error)
    return f"stream: {state}\n" + re.sub(r"\s*\n\s*", " | ", words)[:4_000]


_LEFT = """
    select 'job', kind, state, coalesce(holder, '-'), (due - clock_timestamp())::text, coalesce(error, '') from lease
    union all select 'cron', name, '', coalesce(holder, '-'), (next - clock_timestamp())::text, coalesce(error, '')
      from cron where next < clock_timestamp() - interval '3 seconds' or error is not null
    union all select 'marked', kind::text, count(*)::text, '', '', '' from records_dirty group by kind"""


def _left_to_do(company: "Company") -> str:
    """What waits, overdue or not, with what it failed on."""
    try:
        with psycopg.connect(company.known["database_url"]) as connection:
            return "\n".join(" | ".join(row) for row in connection.execute(_LEFT))
    except psycopg.Error as error:
        return str(error)


@dataclass
class Company:
    """A running demo: its addresses, and the sandbox's control API to play the platform with."""

    url: str
    link: str
    sandbox: str
    data: Path
    lines: list[str] = field(default_factory=list)
    cookies: list[Any] = field(default_factory=list)  # of whoever signed in first: a link costs seconds

    def order(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """POST to the sandbox's control API; without a body, GET."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.sandbox}/_sandbox/{path}", data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    def never_close(self) -> None:
        """Business hours at every hour: nothing depends on when the tests run."""
        self.call("PUT", "hours", {"is_always": True, "week": [[]] * 7})

    def call(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One operation of the product's API, as a program of 孟佳's."""
        api = self.known["api"]
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{api['base_url']}/{path}",
            method=method,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {api['token']}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    @cached_property
    def known(self) -> dict[str, Any]:
        """What ``info`` told at the beginning: for what stays the same."""
        return self.info()

    @property
    def channels(self) -> list[dict[str, Any]]:
        """The demo's channels."""
        found: list[dict[str, Any]] = self.known["channels"]
        return found

    def info(self) -> dict[str, Any]:
        """What `demo info --json` tells an outsider."""
        command = [sys.executable, "-m", "changlai", "demo", "info", "--json"]
        # What it complains about goes to our own console, for the reader of a failed test.
        done = subprocess.run(
            command, cwd=ROOT, env=environment(self.data), stdout=subprocess.PIPE, text=True, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def environment(data: Path) -> dict[str, str]:
    """This process's environment without what the unit tests put there: `up` makes its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANGLAI_")}
    return kept | {"CHANGLAI_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One demo company for all tests of the story; Ctrl-C ends it, and it must end well."""
    data = tmp_path_factory.mktemp("company")
    command = [sys.executable, "-m", "changlai", "up", "--demo", "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, text=True) as process:
        lines = _invited(process)
        try:
            yield _opened(process, data, lines)
        finally:
            process.terminate()
            assert process.wait(60) == 0, "`up` did not end cleanly"


def _invited(process: subprocess.Popen[str]) -> list[str]:
    """The lines of the console up to the one that invites to the phone, or to its end."""
    assert process.stdout is not None
    lines: list[str] = []
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    for line in process.stdout:
        lines.append(line)
        if line.startswith("phone "):
            break
    timer.cancel()
    return lines


def _opened(process: subprocess.Popen[str], data: Path, lines: list[str]) -> Company:
    """What the console says; the rest of it is kept for the reader of a failed test."""
    told = (re.match(r"(ready|open|phone)\s+(http\S+)", line) for line in lines)
    found = {match[1]: match[2] for match in told if match}
    assert set(found) == {"ready", "open", "phone"}, "".join(lines)
    company = Company(found["ready"], found["open"], found["phone"].removesuffix("/phone"), data, lines)
    company.never_close()
    threading.Thread(target=_listen, args=(process, lines), daemon=True).start()
    return company


def _listen(process: subprocess.Popen[str], lines: list[str]) -> None:
    """Keep the console flowing: a full pipe would stop the product."""
    with contextlib.suppress(ValueError):  # closed under us: the test is over
        lines.extend(process.stdout or ())
