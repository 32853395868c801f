"""A customer's picture: fetched once, kept re-encoded, shown from our own address."""

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from PIL import Image

from changlai.customers.actions import Merge, merge_many, order_portraits
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, message, settle, work

pytestmark = pytest.mark.django_db(transaction=True)


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def album(settings) -> Iterator[tuple[str, list[str]]]:
    """A picture server on this machine: /me.png is a picture, /page is none, /busy.png is one at the second try; tells
    what was asked for.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = picture() if self.path.endswith(".png") else b"<script>alert(1)</script>"
            is_busy = self.path.startswith("/busy") and len(asked) == 1
            self.send_response(503 if is_busy else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def due_now(firm) -> None:
    """The order waits a second, so that a burst of news is one fetch; a test does not."""
    from changlai.kernel import db  # noqa: PLC0415 - app ready

    with scope(firm.id):
        db.run("update lease set due = clock_timestamp() where kind = 'customers.portrait'")


def test_picture_is_fetched_once_and_kept(album):
    url, asked = album
    firm = found_firm()

    for text in ("你好", "在吗"):
        deliver(firm, message("u1", text, avatar_url=f"{url}/me.png"))
        settle()
        due_now(firm)
        work(["fetches"])

    with scope(firm.id):
        customer = Customer.objects.get()
        assert (len(customer.avatar_digest), customer.avatar_kept_url) == (64, f"{url}/me.png")
    assert asked == ["/me.png"]


def test_picture_of_a_server_that_is_busy_for_a_moment_is_fetched_later(album):
    url, asked = album
    firm = found_firm()

    deliver(firm, message("u1", "你好", avatar_url=f"{url}/busy.png"))
    settle()
    for _ in range(2):
        due_now(firm)
        work(["fetches"])

    with scope(firm.id):
        assert Customer.objects.get().avatar_kept_url == f"{url}/busy.png"
        assert len(Customer.objects.get().avatar_digest) == 64
    assert asked == ["/busy.png", "/busy.png"]


def test_what_is_no_picture_is_left_alone_and_initials_stay(album):
    url, asked = album
    firm = found_firm()

    deliver(firm, message("u1", "你好", avatar_url=f"{url}/page"))
    settle()
    due_now(firm)
    work(["fetches"])
    deliver(firm, message("u1", "在吗", avatar_url=f"{url}/page"))
    settle()
    due_now(firm)
    work(["fetches"])

    with scope(firm.id):
        assert Customer.objects.get().avatar_digest == ""
    assert asked == ["/page"]


def test_portrait_needs_its_digest_and_its_organisation(album, client):
    url, _ = album
    firm, other = found_firm(), found_firm("other", "别家")
    deliver(firm, message("u1", "你好", avatar_url=f"{url}/me.png"))
    settle()
    due_now(firm)
    work(["fetches"])
    with scope(firm.id):
        customer = Customer.objects.get()
    client.force_login(firm.admin.user)

    right = client.get(f"/o/hemu/customers/{customer.id}/portrait/{customer.avatar_digest}/")
    right.close()
    guessed = client.get(f"/o/hemu/customers/{customer.id}/portrait/{'0' * 64}/")
    client.force_login(other.admin.user)
    foreign = client.get(f"/o/other/customers/{customer.id}/portrait/{customer.avatar_digest}/")

    assert (right.status_code, right["Content-Type"]) == (200, "image/webp")
    assert (guessed.status_code, foreign.status_code) == (404, 404)


def two_customers(album_url: str, *, fetched: bool):
    """The older one without a picture, the younger with one, whose copy is there or still on order."""
    firm = found_firm()
    deliver(firm, message("u1", "你好"))
    settle()
    deliver(firm, message("u2", "在吗", avatar_url=f"{album_url}/me.png"))
    settle()
    if fetched:
        due_now(firm)
        work(["fetches"])
    with scope(firm.id):
        bare, pictured = Customer.objects.order_by("id")
    return firm, bare, pictured


def copy_of(customer: Customer) -> tuple[str, int | None, str, str]:
    return customer.avatar_url, customer.avatar_file_id, customer.avatar_digest, customer.avatar_kept_url


def test_a_merge_takes_the_picture_with_its_copy(album):
    url, asked = album
    firm, bare, pictured = two_customers(url, fetched=True)

    with scope(firm.id):
        merge_many([Merge(firm.id, bare.id, (pictured.id,), reason="test")])
        kept = Customer.objects.get()

    assert len(pictured.avatar_digest) == 64
    assert copy_of(kept) == copy_of(pictured)
    due_now(firm)
    work(["fetches"])
    assert asked == ["/me.png"]


def test_a_merge_keeps_the_picture_that_is_there(album):
    url, _asked = album
    firm, bare, pictured = two_customers(url, fetched=True)

    with scope(firm.id):
        merge_many([Merge(firm.id, pictured.id, (bare.id,), reason="test")])
        assert copy_of(Customer.objects.get()) == copy_of(pictured)


def test_a_merge_orders_the_copy_that_the_other_one_was_still_waiting_for(album):
    url, asked = album
    firm, bare, pictured = two_customers(url, fetched=False)

    with scope(firm.id):
        merge_many([Merge(firm.id, bare.id, (pictured.id,), reason="test")])
    due_now(firm)
    work(["fetches"])

    with scope(firm.id):
        assert len(Customer.objects.get().avatar_digest) == 64
    assert asked == ["/me.png"]


def test_picture_that_is_new_while_the_old_one_is_kept_does_not_wait_in_a_ring(album):
    """Who tells of a picture has the customer first and the order second; so does the job that keeps one."""
    address, asked = album
    firm = found_firm()
    deliver(firm, message("lin", "hello", avatar_url=f"{address}/me.png"))
    settle()
    due_now(firm)
    with scope(firm.id):
        customer = Customer.objects.get()

    def keep() -> None:
        work(["fetches"])
        connection.close()

    with scope(firm.id):
        Customer.objects.filter(pk=customer.pk).update(avatar_url=f"{address}/new.png")
        worker = threading.Thread(target=keep)
        worker.start()
        waits_for_us()
        order_portraits([(firm.id, customer.pk)])
    worker.join(60)

    assert asked == ["/me.png", "/new.png"]  # ordered while it ran, it ran once more
    with scope(firm.id):
        kept = Customer.objects.get()
        assert (len(kept.avatar_digest), kept.avatar_kept_url) == (64, f"{address}/new.png")
        assert db.rows("select attempts, error from lease where kind = 'customers.portrait'") == []


def waits_for_us() -> None:
    """Until somebody waits for a lock of this transaction."""
    for _ in range(500):
        waiting = "select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
        if db.value(waiting):
            return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
