"""The pages of an import, step by step, in both languages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.imports import parts
from changlai.imports.models import ImportRun, ImportTemplate
from changlai.imports.tests.factories import again, bring, csv_of, settle, start, work
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = csv_of(("姓名", "手机"), ("林晓棠", "13800136120"), ("吴佩珊", "12"), ("Lin", "13900139000"))


@pytest.fixture
def firm():
    return found_firm()


def address(firm, name, **more):
    return reverse(f"imports:{name}", kwargs={"organisation": firm.organisation.slug, **more})


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_has_its_page(firm, language):  # noqa: PLR0915 - the whole story
    make_customer(firm, "Lin", phone="+8613900139000")
    client = browser(firm.admin, language=language)

    sent = client.post(address(firm, "list"), {"kind": "customer", "file": SimpleUploadedFile("a.csv", TABLE)})
    with scope(firm.id):
        run = ImportRun.objects.get()
    here = address(firm, "run", run_id=run.pk)
    assert sent.headers["Location"] == here
    assert 'hx-trigger="every 1s"' in client.get(here).content.decode()
    work()
    assert 'name="c1"' in client.get(here).content.decode()

    told = {"c0": "name", "c1": "phone", "source": "展会", "basis": "consent", "on_twin": "fill", "template": "名片"}
    refused = client.post(address(firm, "mapping", run_id=run.pk), told | {"c1": "name"})
    assert refused.status_code == 422
    assert client.post(address(firm, "mapping", run_id=run.pk), told).status_code == 302
    work()
    preview = client.get(here).content.decode()
    assert 'id="row-3"' in preview
    assert 'id="row-2"' not in preview  # only mistakes at first
    polled = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert ('id="import-start"' in polled, "hx-swap-oob" in polled) == (True, False)  # its parts stay where they are
    twins = client.get(address(firm, "rows", run_id=run.pk), {"view": "twin"}, headers={"HX-Request": "true"})
    assert 'id="row-4"' in twins.content.decode()

    cell = address(firm, "cell", run_id=run.pk, number=3)
    told = {"place": "1", "text": "13800136121", "view": "bad"}
    mended = client.post(cell, told, headers={"HX-Request": "true"})
    assert "is-good" in mended.content.decode()
    assert 'id="import-start"' in mended.content.decode()  # the button counts it
    assert 'id="import-wrong"' in mended.content.decode()
    assert 'name="view" value="bad"' in mended.content.decode()
    chosen = address(firm, "choice", run_id=run.pk, number=4)
    assert client.post(chosen, {"choice": "skip"}, headers={"HX-Request": "true"}).status_code == 200
    assert client.post(address(firm, "beginning", run_id=run.pk)).status_code == 302
    assert client.get(here).status_code == 200
    work()

    report = client.get(here).content.decode()
    run = again(firm, run)
    assert (run.created_count, run.skipped_count) == (2, 1)
    assert "import-figs" in report
    assert client.post(address(firm, "undoing", run_id=run.pk)).status_code == 302
    assert client.get(here).status_code == 200
    work()
    assert client.get(here).status_code == 200
    assert client.get(address(firm, "list")).status_code == 200
    with scope(firm.id):
        assert ImportTemplate.objects.get().name == "名片"


def test_template_is_recognised_by_its_headers(firm):
    first = settle(firm, bring(firm, csv_of(("甲", "乙"), ("林晓棠", "x"))), ["name", ""], template="甲乙")

    second = bring(firm, csv_of(("乙", "甲"), ("y", "吴佩珊")))

    assert second.mapping == ["", "name"]
    assert second.template_id == first.template_id


def test_failed_rows_go_out_with_the_reason_and_come_in_again(firm):
    run = settle(firm, bring(firm, csv_of(("姓名", "手机"), ("=1+1", "12"))))
    client = browser(firm.admin)

    sent = client.post(address(firm, "failures", run_id=run.pk))
    content = sent.getvalue()
    assert b"'=1+1" in content
    again_in = bring(firm, content.replace(b",12,", b",13800136120,"))

    assert again_in.headers[:2] == ["姓名", "手机"]
    assert again_in.mapping == ["name", "phone", ""]
    done = start(firm, settle(firm, again_in))
    assert done.created_count == 1
    with scope(firm.id):
        assert Customer.objects.get().name == "=1+1"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_sample_table_comes_in_without_a_mistake(firm, form):
    client = browser(firm.admin)
    answer = client.get(address(firm, "sample", kind="customer", form=form))
    content = answer.getvalue()

    with scope(firm.id):
        paths = {column.path for column in parts.columns("customer") if column.example}
    run = bring(firm, content, name=f"sample.{form}")

    assert set(filter(None, run.mapping)) == paths


def test_somebody_elses_import_is_not_there(firm):
    run = bring(firm, TABLE)
    manager, viewer = hire(firm, "高远", "manager"), hire(firm, "李牧", "viewer")

    assert browser(manager).get(address(firm, "run", run_id=run.pk)).status_code == 404
    assert browser(viewer).get(address(firm, "list")).status_code == 403


def test_grid_asks_the_same_number_of_questions_for_any_number_of_rows(firm, django_assert_max_num_queries):
    client, counts = browser(firm.admin), []
    for many in (1, 3, 50):
        rows = [(f"客户{n}", f"1380000{n:04}") for n in range(many)]
        run = settle(firm, bring(firm, csv_of(("姓名", "手机"), *rows)))
        client.get(address(firm, "run", run_id=run.pk))
        with django_assert_max_num_queries(100) as asked:
            client.get(address(firm, "run", run_id=run.pk))
        counts.append(len(asked.captured_queries))

    assert len(set(counts)) == 1


def test_rows_that_meant_the_same_are_drawn_with_the_mended_one(firm):
    client = browser(firm.admin, language="en")
    table = csv_of(("姓名", "手机"), ("林晓棠", "13800136120"), ("小棠", "13800136120"), ("吴佩珊", "13800136122"))
    client.post(address(firm, "list"), {"kind": "customer", "file": SimpleUploadedFile("a.csv", table)})
    with scope(firm.id):
        run = ImportRun.objects.get()
    work()
    told = {"c0": "name", "c1": "phone", "source": "展会", "basis": "consent", "on_twin": "fill"}
    client.post(address(firm, "mapping", run_id=run.pk), told)
    work()

    def mended(text, shown):
        told = {"place": "1", "text": text, "view": "all", "shown": shown}
        answer = client.post(address(firm, "cell", run_id=run.pk, number=2), told, headers={"HX-Request": "true"})
        return answer.content.decode()

    elsewhere = mended("13800136120", "2,4,x")
    beside = mended("13800136129", "2,3,4")

    assert 'id="row-3"' not in elsewhere
    assert '<tbody class="import-row is-good" id="row-3" hx-swap-oob="true"' in beside
    assert "The same as row 2" not in beside
    assert 'id="row-4"' not in beside
