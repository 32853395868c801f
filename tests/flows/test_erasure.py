"""A person asks for their data, and to be forgotten: a copy with everything, and then nothing anywhere."""

import json
import zipfile
from datetime import timedelta

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from changlai.compliance import actions as compliance
from changlai.compliance.enums import RequestState
from changlai.compliance.errors import AlreadyAsked, CopyGone, OwnApproval, RequestClosed
from changlai.compliance.models import SubjectRequest, Suppression
from changlai.content import actions as content
from changlai.content.actions import Wording
from changlai.customers.actions import Merge, merge_many, rename, write_note
from changlai.customers.models import Customer, Identity
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation, Message
from changlai.integrations.models import Message as WebhookMessage
from changlai.integrations.models import Try
from changlai.integrations.tests.hooks import endpoint, happen
from changlai.kernel import files
from changlai.kernel.models import StoredFile
from changlai.kernel.rls import tenant_tables
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, hire, later, message, settle, work
from tests.support.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, WORDS, ANSWER, NAME, NOTE = (
    "+8613811112222",
    "我的地址是星河湾八号",
    "给星河湾送货",
    "林小满满",
    "喜欢胡桃木星河",
)
SECRETS = (PHONE, "13811112222", "星河", NAME, "shop-lin-77")
TABLES = "select tablename from pg_tables where schemaname = 'public'"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def lin(firm):
    deliver(firm, message("shop-lin-77", WORDS, at=NOON, phone=PHONE))
    deliver(firm, message("other", "someone else writes", at=later(1)))
    settle()
    with scope(firm.id):
        lin = Customer.objects.get(identity__value="shop-lin-77")
        rename(customer=lin, name=NAME, by=firm.admin)
        write_note(customer=lin, text=NOTE, by=firm.admin, now=later(1))
        talk = Conversation.objects.get(customer=lin)
        inbox.send_reply(conversation=talk, draft=inbox.Draft(text=ANSWER), by=firm.admin, now=later(2))
        inbox.assign(conversation=talk, to=None, by=firm.admin, now=later(3))
    settle()
    return lin


def found_anywhere(test_database, *words):
    """Every table whose rows, as text, hold one of these words; read as the role no fence keeps out."""
    with psycopg.connect(test_database.cluster.admin_url(test_database.name), autocommit=True) as connection:
        tables = {row[0] for row in connection.execute(TABLES)}
        fenced = set(tenant_tables())
        found = set()
        for table in sorted(tables):
            connection.execute("set role changlai_gate" if table in fenced else "reset role")
            for word in words:
                sql = f'select 1 from "{table}" t where t::text like %s limit 1'  # noqa: S608 - names of the catalogue
                if connection.execute(sql, (f"%{word}%",)).fetchone():
                    found.add((table, word))
        return found


def erased(firm, lin, **options):
    with scope(firm.id):
        asked = compliance.ask_erasure(customer=lin, by=firm.admin, now=NOON, reason=f"{NAME} wrote", **options)
    with scope(firm.id):
        compliance.erase(request_id=asked.pk, now=NOON + timedelta(days=8))
        asked.refresh_from_db()
    return asked


def test_nothing_of_the_person_is_left_in_any_table(firm, lin, test_database):
    assert found_anywhere(test_database, *SECRETS)

    request = erased(firm, lin)

    assert found_anywhere(test_database, *SECRETS) == set()
    assert (request.state, request.reason) == (RequestState.DONE, "")
    assert dict(request.report)["inbox_message"] >= 2
    with scope(firm.id):
        assert Message.objects.filter(text="someone else writes").exists()


def test_a_file_that_goes_with_a_script_or_waits_for_another_customer_is_not_taken_from_them(firm, lin):
    with scope(firm.id):
        script = content.create(wording=Wording("Prices", "here"), by=firm.admin, now=NOON)
        content.add_file(script=script, upload=paper("prices"))
        talk = Conversation.objects.select_related("account").get(customer=lin)
        other = Conversation.objects.select_related("account").exclude(customer=lin).get()
        for name in ("prices", "map", "own"):
            inbox.answer(conversation=talk, text="", uploads=[paper(name)], by=firm.admin, now=later(2))
        inbox.plan(conversation=other, text="", uploads=[paper("map")], send_at=later(60), by=firm.admin, now=later(2))
    settle()

    request = erased(firm, lin)

    with scope(firm.id):
        assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["map.txt", "prices.txt"]
    assert (request.state, request.reason) == (RequestState.DONE, "")


def test_what_another_program_answered_about_the_person_goes_too(firm, lin, settings, test_database):
    with receiving(settings) as receiver:
        endpoint(firm, receiver.url)
        receiver.answers, receiver.says = [500] * 5, f"no such person: {NAME}"
        with scope(firm.id):
            mine = Conversation.objects.get(customer=lin)
            others = Conversation.objects.exclude(customer=lin).get()
        happen(firm, mine.pk, others.pk)
        work(["webhooks"])
    assert ("integrations_try", NAME) in found_anywhere(test_database, NAME)
    with scope(firm.id):
        Try.objects.filter(delivery__message__payload__contains=f'"conversation_id":{others.pk},').update(answer="")

    request = erased(firm, lin)

    assert found_anywhere(test_database, *SECRETS) == set()
    assert dict(request.report)["integrations_message"] == 1
    with scope(firm.id):
        assert f'"conversation_id":{others.pk},' in WebhookMessage.objects.get().payload


def test_no_file_of_the_person_is_left_and_none_of_others_is_taken(firm, lin, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    with scope(firm.id):
        talk = Conversation.objects.get(customer=lin)
        other = Customer.objects.exclude(id=lin.pk).get()
        write_note(customer=lin, text="", by=firm.admin, now=later(4), uploads=[paper("home"), paper("both")])
        write_note(customer=other, text="", by=firm.admin, now=later(4), uploads=[paper("both")])
        wording = Wording(title="prices", text="our prices")
        content.keep(script=None, wording=wording, upload=paper("prices"), by=firm.admin, now=later(4))
        draft = inbox.Draft(files=(files.keep(b"prices", "prices.txt"),))
        inbox.send_reply(conversation=talk, draft=draft, by=firm.admin, now=later(5))
        inbox.plan(conversation=talk, text="", uploads=[paper("later")], send_at=later(90), by=firm.admin, now=later(6))
        asked = compliance.ask_copy(customer=lin, by=firm.admin, now=later(7))
        compliance.make_copy(request_id=asked.pk, now=later(7))
    assert {b"home", b"both", b"prices", b"later"} < on_disk(tmp_path)

    erased(firm, lin)

    assert on_disk(tmp_path) == {b"both", b"prices"}
    with scope(firm.id):
        assert set(StoredFile.objects.values_list("name", flat=True)) == {"both.txt", "prices.txt"}


def paper(words):
    return SimpleUploadedFile(f"{words}.txt", words.encode(), content_type="text/plain")


def on_disk(folder):
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_whoever_was_merged_is_forgotten_under_all_names(firm, lin, test_database):
    deliver(firm, message("shop-lin-78", "星河 again", at=later(5)))
    settle()
    with scope(firm.id):
        second = Customer.objects.get(identity__value="shop-lin-78")
        merge_many([Merge(firm.id, second.pk, (lin.pk,), reason="test")])

    erased(firm, second)

    assert found_anywhere(test_database, *SECRETS, "shop-lin-78") == set()


def test_who_writes_again_is_new_and_may_be_answered_but_not_advertised_to(firm, lin):
    erased(firm, lin)

    deliver(firm, message("shop-lin-77", "hello again", at=later(60), phone=PHONE))
    settle()

    with scope(firm.id):
        again = Identity.objects.get(value=PHONE).customer
        assert again.pk != lin.pk
        assert Message.objects.filter(conversation__customer=again).count() == 1
        assert set(Suppression.objects.values_list("covers", "hint", "reason")) == {("marketing", "", "erased")}


def test_erasure_waits_its_time_and_can_be_called_off(firm, lin):
    with scope(firm.id):
        asked = compliance.ask_erasure(customer=lin, by=firm.admin, now=NOON)
        with pytest.raises(AlreadyAsked):
            compliance.ask_erasure(customer=lin, by=firm.admin, now=NOON)
        compliance.erase(request_id=asked.pk, now=NOON + timedelta(days=6))
        assert Customer.objects.filter(id=lin.pk).exists()

        compliance.call_off(request=asked, by=firm.admin)
        compliance.erase(request_id=asked.pk, now=NOON + timedelta(days=9))

        assert Customer.objects.filter(id=lin.pk).exists()
        with pytest.raises(RequestClosed):
            compliance.call_off(request=asked, by=firm.admin)


def test_four_eyes_need_a_second_pair(firm, lin):
    second = hire(firm, "唐悦", "admin")
    with scope(firm.id):
        asked = compliance.ask_erasure(customer=lin, by=firm.admin, now=NOON, needs_second=True)
        compliance.erase(request_id=asked.pk, now=NOON + timedelta(days=30))
        with pytest.raises(OwnApproval):
            compliance.approve(request=asked, by=firm.admin, now=NOON)
        assert Customer.objects.filter(id=lin.pk).exists()

        compliance.approve(request=asked, by=second, now=NOON)
        compliance.erase(request_id=asked.pk, now=NOON + timedelta(days=8))

        assert not Customer.objects.filter(id=lin.pk).exists()


def test_copy_holds_everything_and_is_fetched_once(firm, lin):
    with scope(firm.id):
        asked = compliance.ask_copy(customer=lin, by=firm.admin, now=NOON)
    work(["jobs"])

    with scope(firm.id):
        asked = SubjectRequest.objects.get(id=asked.pk)
        assert asked.done_at is not None
        now = asked.done_at + timedelta(minutes=1)
        stored = compliance.fetch_copy(request=asked, by=firm.admin, now=now)
        with files.open_file(stored) as file, zipfile.ZipFile(file) as archive:
            told = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
        assert told["customer.json"][0]["name"] == NAME
        assert [line["text"] for line in told["messages.json"] if line.get("text")] == [WORDS, ANSWER]
        assert PHONE in {one["value"] for one in told["customers_identity.json"]}
        assert NOTE in json.dumps(told["customers_interaction.json"], ensure_ascii=False)

        with pytest.raises(CopyGone):
            compliance.fetch_copy(request=asked, by=firm.admin, now=now)
        assert compliance.drop_old_copies(now) == 1


def test_copy_that_is_too_old_is_gone(firm, lin):
    with scope(firm.id):
        asked = compliance.ask_copy(customer=lin, by=firm.admin, now=NOON)
        compliance.make_copy(request_id=asked.pk, now=NOON)
        with pytest.raises(CopyGone):
            compliance.fetch_copy(request=asked, by=firm.admin, now=NOON + timedelta(days=8))
