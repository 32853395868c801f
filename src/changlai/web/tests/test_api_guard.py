"""What the guard does around operations that write; mounted on an API of its own."""

import hashlib
import threading
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import include, path
from ninja import File, Router, Schema, Status, UploadedFile

from changlai.accounts import actions
from changlai.accounts.models import ApiReply, Department
from changlai.accounts.operations import ApiRequest, allowed
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.errors import Conflict, Refusal, TooMany
from changlai.kernel.tenancy import organisation_id, scope
from changlai.web.api import build
from changlai.web.api.repetition import _add

router = Router()


class DepartmentIn(Schema):
    name: str
    fail: str = ""


class DepartmentOut(Schema):
    id: int
    name: str


FAILURES = {
    "refusal": Refusal("No more.", rule="test.no"),
    "conflict": Conflict("Too late.", rule="test.late"),
    "many": TooMany("Slower.", rule="test.many", facts={"seconds": 7}),
    "missing": Http404(),
}


@router.post("/departments", response={201: DepartmentOut})
@allowed("members.manage")
def make(request: ApiRequest, body: DepartmentIn) -> Status[Department]:
    made = Department.objects.create(name=body.name)
    if body.fail:
        raise FAILURES[body.fail]
    return Status(201, made)


@router.post("/uploads", response=int)
@allowed("members.manage")
def upload(request: ApiRequest, file: File[UploadedFile]) -> int:
    Department.objects.create(name=f"{file.name} {file.size}")
    return file.size or 0


@router.get("/scope", response=int)
@allowed("")
def scope_of(request: ApiRequest) -> int:
    return organisation_id()


api = build.mounted([router])
urlpatterns = [path("api/v1/", include((build.patterns_of(api), "api")))]
handler404 = "changlai.web.errors.not_found"
handler500 = "changlai.web.errors.server_error"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Caller:
    def __init__(self, role: str = "admin") -> None:
        self.house = make_organisation()
        self.member = make_member(self.house, role)
        _token, value = actions.create_api_token(member=self.member, name="shop", by=self.member)
        self.client = Client(headers={"authorization": f"Bearer {value}"}, raise_request_exception=False)

    def post(self, body: object, **headers: str):
        return self.client.post("/api/v1/departments", body, content_type="application/json", headers=headers)

    def departments(self) -> list[str]:
        with scope(self.house.pk):
            return list(Department.objects.order_by("id").values_list("name", flat=True))


def test_scope_is_the_tokens_whatever_the_request_says():
    caller, other = Caller(), make_organisation()

    answer = caller.client.get(f"/api/v1/scope?organisation_id={other.pk}", headers={"x-organisation": str(other.pk)})

    assert answer.json() == caller.house.pk


def test_an_operation_commits_what_it_made():
    caller = Caller()

    response = caller.post({"name": "Sales"})

    assert (response.status_code, response.json()["name"]) == (201, "Sales")
    assert caller.departments() == ["Sales"]


@pytest.mark.parametrize(
    ("fail", "status", "rule"),
    [
        ("refusal", 422, "test.no"),
        ("conflict", 409, "test.late"),
        ("many", 429, "test.many"),
        ("missing", 404, "api.not_found"),
    ],
)
def test_a_refusal_is_a_problem_and_leaves_nothing(fail, status, rule):
    caller = Caller()

    response = caller.post({"name": "Sales", "fail": fail}, idempotency_key="k1")

    assert (response.status_code, response.json()["rule"]) == (status, rule)
    assert response.get("Retry-After") == ("7" if fail == "many" else None)
    assert caller.departments() == []
    assert caller.post({"name": "Sales"}, idempotency_key="k1").status_code == 201


def test_a_bug_is_a_500_without_inner_life_and_leaves_nothing(caplog):
    caller = Caller()

    response = caller.post({"name": "Sales", "fail": "unheard-of"})

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "unheard-of" not in response.content.decode()
    assert caller.departments() == []


def test_what_does_not_fit_is_named():
    response = Caller().post({"nam": 1})

    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"place": ["body", "body", "name"], "message": "Field required", "kind": "missing"}
    ]


@pytest.mark.parametrize("body", ['{"name": "\\u0000"}', '{"name": "\\ud800"}', "{", "[" * 40 + "]" * 40])
def test_bad_json_is_the_senders_fault(body):
    response = Caller().post(body)

    assert (response.status_code, response.json()["rule"]) == (400, "api.bad_json")


def test_large_bodies_are_refused():
    response = Caller().post({"name": "x" * 70_000})

    assert (response.status_code, response.json()["rule"]) == (413, "api.too_large")


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "file-1"}], ids=["plain", "with a key"])
def test_large_upload_is_refused_before_it_is_read(settings, headers):
    settings.FILE_LIMIT_BYTES = 100_000
    caller = Caller()

    answers = [
        caller.client.post("/api/v1/uploads", {"file": SimpleUploadedFile("a.bin", b"x" * size)}, headers=headers)
        for size in (200_000, 100_000)
    ]

    assert [answer.status_code for answer in answers] == [413, 200]
    assert answers[0].json()["rule"] == "api.too_large"
    assert caller.departments() == ["a.bin 100000"]


def test_other_large_bodies_are_refused_whatever_they_call_themselves():
    response = Caller().client.post(
        "/api/v1/departments", b"x" * 3_000_000, "application/octet-stream", headers={"idempotency-key": "k"}
    )

    assert (response.status_code, response.json()["rule"]) == (413, "api.too_large")


def test_upload_is_compared_without_being_held_in_memory():
    size = 20 * 1024 * 1024
    with TemporaryUploadedFile("a.bin", "application/octet-stream", size, None) as upload:
        for _ in range(20):
            upload.write(b"x" * (size // 20))
        upload.seek(0)
        digest = hashlib.sha256()
        tracemalloc.start()
        _add(digest, "file", upload)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert digest.hexdigest() == hashlib.sha256(b"file=a.bin\n" + b"x" * size).hexdigest()
        assert upload.tell() == 0
    assert peak < size // 20


def test_without_the_permission_nothing_is_written():
    caller = Caller("viewer")

    assert caller.post({"name": "Sales"}).status_code == 403
    assert caller.departments() == []


def test_same_key_same_answer_once():
    caller = Caller()
    first = caller.post({"name": "Sales"}, idempotency_key="order-7")

    again = caller.post({"name": "Sales"}, idempotency_key="order-7")

    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")
    assert caller.departments() == ["Sales"]


def test_same_upload_with_the_same_key_is_kept_once():
    caller = Caller()

    def send(content: bytes):
        file = SimpleUploadedFile("a.txt", content)
        return caller.client.post("/api/v1/uploads", {"file": file}, headers={"idempotency-key": "file-1"})

    first, again, other = send(b"one"), send(b"one"), send(b"two")

    assert (first.json(), again.json(), other.json()["rule"]) == (3, 3, "api.key_reused")
    assert caller.departments() == ["a.txt 3"]


def test_every_answer_says_what_is_left():
    caller = Caller()

    first = caller.post({"name": "Sales"})
    second = caller.post({"name": "Service"})

    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("120", "119")
    assert int(second["RateLimit-Remaining"]) in {118, 119}
    assert int(second["RateLimit-Reset"]) >= 1


def test_key_of_one_caller_is_unknown_to_another():
    one, other = Caller(), Caller()
    one.post({"name": "Sales"}, idempotency_key="order-7")

    assert not other.post({"name": "Sales"}, idempotency_key="order-7").has_header("Idempotent-Replay")
    assert other.departments() == ["Sales"]


def test_key_for_another_request_is_refused():
    caller = Caller()
    caller.post({"name": "Sales"}, idempotency_key="order-7")

    response = caller.post({"name": "Service"}, idempotency_key="order-7")

    assert (response.status_code, response.json()["rule"]) == (422, "api.key_reused")
    assert caller.departments() == ["Sales"]


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "ключ"])
def test_strange_keys_are_refused(key):
    response = Caller().post({"name": "Sales"}, idempotency_key=key.encode().decode("latin-1"))

    assert (response.status_code, response.json()["rule"]) == (400, "api.bad_key")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_do_it_once():
    caller = Caller()
    answers = []

    def send() -> None:
        from django.db import connection  # noqa: PLC0415 (each thread closes its own)

        answers.append(caller.post({"name": "Sales"}, idempotency_key="order-7").status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [201] * 4
    assert caller.departments() == ["Sales"]
    with scope(caller.house.pk):
        assert ApiReply.objects.count() == 1
