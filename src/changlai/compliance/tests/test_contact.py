"""The gate's rules about the person: the list, their word, the hour, how often, and which words."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import translation

from changlai.channels import queries as channels
from changlai.compliance import actions, queries
from changlai.compliance.actions import Entry, Said
from changlai.compliance.contracts import SendRequest
from changlai.compliance.enums import Covers, Purpose, SaidBy, WordEffect
from changlai.compliance.errors import NoAddress, NoWord
from changlai.compliance.models import BlockedWord, LedgerEntry, Suppression
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from tests.support.database import statements
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # half past eleven in Shanghai


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def other():
    return found_firm("other", "别家")


@pytest.fixture
def firm(other):
    firm = found_firm()
    with scope(firm.id):
        yield firm


@pytest.fixture
def lin(firm):
    return make_customer(firm, "lin", phone="+8613800138000")


@pytest.fixture
def ask(firm, lin):
    return SendRequest(
        organisation_id=firm.id,
        customer_id=lin.pk,
        account_id=firm.account.id,
        product=replace(channels.product_of(firm.account), window=None),
        is_active=True,
        kind="text",
        now=NOON,
    )


def rule(request):
    return queries.may_contact(request).rule


def answering(request):
    return replace(request, window_opened_at=request.now - timedelta(hours=1))


@pytest.mark.parametrize("written", ["+8613800138000", "+86 138 0013 8000", "＋８６13800138000"])
def test_address_on_the_list_is_refused_however_it_was_written(firm, ask, written):
    actions.suppress(entries=[Entry("phone", written)], by=firm.admin, now=NOON)

    assert rule(ask) == "suppressed"
    assert rule(answering(ask)) == "suppressed"
    assert "13800138000" not in str(list(Suppression.objects.values()))


def test_entry_for_marketing_lets_service_through_and_ends(firm, ask):
    entry = Entry("phone", "+8613800138000", covers=Covers.MARKETING, until=NOON + timedelta(days=1))
    actions.suppress(entries=[entry], by=firm.admin, now=NOON)

    assert rule(ask) == ""
    assert rule(replace(ask, purpose=Purpose.MARKETING)) == "suppressed"
    assert rule(replace(ask, purpose=Purpose.MARKETING, now=NOON + timedelta(days=2))) == "no_consent"


def test_list_of_another_firm_says_nothing_here(ask, other):
    with scope(other.id):
        actions.suppress(entries=[Entry("phone", "+8613800138000")], by=other.admin, now=NOON)

    assert rule(ask) == ""


def test_import_reads_lines_and_names_the_wrong_ones(firm):
    entries, wrong = actions.read_list("kind,value,note\nphone,+86 138,先生\nfax,1\nemail,\nemail,A@b.example\n")

    assert [(one.kind, one.value, one.note) for one in entries] == [
        ("phone", "+86 138", "先生"),
        ("email", "A@b.example", ""),
    ]
    assert wrong == [3, 4]
    with pytest.raises(NoAddress):
        actions.suppress(entries=[Entry("phone", "no digits")], by=firm.admin, now=NOON)
    assert Suppression.objects.count() == 0


def test_marketing_needs_a_yes_and_a_no_counts_from_then_on(firm, lin, ask):
    marketing = replace(ask, purpose=Purpose.MARKETING)
    assert rule(marketing) == "no_consent"

    actions.keep_consent(customer=lin, said=Said(Purpose.MARKETING, True, SaidBy.FORM), by=firm.admin, now=NOON)
    assert rule(marketing) == ""

    here = Said(Purpose.MARKETING, False, SaidBy.MESSAGE, channel=ask.product.slug)
    actions.keep_consent(customer=lin, said=here, by=firm.admin, now=NOON + timedelta(minutes=1))
    assert rule(marketing) == "opted_out"
    assert rule(ask) == ""


def test_no_to_service_still_lets_an_answer_through(firm, lin, ask):
    actions.keep_consent(customer=lin, said=Said(Purpose.SERVICE, False, SaidBy.PHONE), by=firm.admin, now=NOON)

    assert rule(ask) == "opted_out"
    assert rule(answering(ask)) == ""


def test_quiet_hours_over_midnight_spare_answers(firm, ask):
    actions.keep_quiet(channel="", starts_at=time(22), ends_at=time(8), by=firm.admin)
    night = replace(ask, now=NIGHT)

    assert rule(night) == "quiet_hours"
    assert queries.may_contact(night).still_allowed == "You can write again at 08:00."
    assert rule(answering(night)) == ""
    assert rule(ask) == ""


def test_quiet_hours_of_a_channel_go_before_those_of_all(firm, ask):
    actions.keep_quiet(channel="", starts_at=time(22), ends_at=time(8), by=firm.admin)
    actions.keep_quiet(channel=ask.product.slug, starts_at=time(1), ends_at=time(2), by=firm.admin)

    assert rule(replace(ask, now=NIGHT)) == ""


@pytest.mark.parametrize(
    ("starts", "ends", "hour", "until"),
    [(22, 8, 23, 8), (22, 8, 3, 8), (22, 8, 8, None), (12, 14, 13, 14), (12, 14, 14, None), (12, 14, 11, None)],
)
def test_quiet_until(starts, ends, hour, until):
    found = queries.quiet_until(time(starts), time(ends), datetime(2026, 11, 20, hour, tzinfo=UTC))

    assert (found.hour if found else None) == until


def test_cap_counts_what_the_ledger_has(firm, lin, ask):
    marketing = replace(ask, purpose=Purpose.MARKETING)
    actions.keep_consent(customer=lin, said=Said(Purpose.MARKETING, True, SaidBy.FORM), by=firm.admin, now=NOON)
    actions.set_cap(purpose=Purpose.MARKETING, messages=2, days=7, by=firm.admin)
    for _ in range(2):
        assert rule(marketing) == ""
        actions.note_contact(marketing)

    assert rule(marketing) == "too_often"
    assert rule(replace(marketing, now=NOON + timedelta(days=8))) == ""
    assert rule(ask) == ""


def test_answer_is_neither_capped_nor_counted(firm, ask):
    actions.set_cap(purpose=Purpose.SERVICE, messages=1, days=7, by=firm.admin)

    for _ in range(3):
        actions.note_contact(answering(ask))
    assert (rule(ask), LedgerEntry.objects.count()) == ("", 0)
    actions.note_contact(ask)

    assert (rule(ask), rule(answering(ask))) == ("too_often", "")


def test_ledger_forgets_what_no_cap_asks_for(firm, ask):
    actions.note_contact(ask)
    assert not LedgerEntry.objects.exists()
    actions.set_cap(purpose=Purpose.SERVICE, messages=1, days=365, by=firm.admin)

    actions.note_contact(ask)
    actions.note_contact(replace(ask, now=NOON + timedelta(days=400)))

    assert [entry.at for entry in LedgerEntry.objects.all()] == [NOON + timedelta(days=400)]


@pytest.mark.parametrize("text", ["全网最低", "全 网 最 低价", "全網".replace("網", "网") + "·最低", "ｂｅｓｔ price"])
def test_word_is_found_in_any_width_and_however_spaced(firm, ask, text):
    actions.add_words(words=["全网最低", "best"], category="广告法", effect=WordEffect.BLOCK, by=firm.admin, now=NOON)

    assert rule(replace(ask, text=text)) == "blocked_word"


def test_word_of_warning_lets_out_and_says_so(firm, ask):
    actions.add_words(words=["保证"], category="", effect=WordEffect.WARN, by=firm.admin, now=NOON)
    decision = queries.may_contact(replace(ask, text="我们保证"))

    assert decision.allowed
    assert decision.warnings == ("“保证” is a word to be careful with.",)


def test_word_of_signs_only_is_refused(firm):
    with pytest.raises(NoWord):
        actions.add_words(words=["ok", "  ！"], category="", effect=WordEffect.BLOCK, by=firm.admin, now=NOON)

    assert BlockedWord.objects.count() == 0


def _say_no_there(firm, lin, slug):
    here = Said(Purpose.MARKETING, False, SaidBy.MESSAGE, channel=slug)
    actions.keep_consent(customer=lin, said=Said(Purpose.MARKETING, True, SaidBy.FORM), by=firm.admin, now=NOON)
    actions.keep_consent(customer=lin, said=here, by=firm.admin, now=NOON + timedelta(minutes=1))


def _say_yes_later(firm, lin, slug):
    _say_no_there(firm, lin, slug)
    later = NOON + timedelta(minutes=2)
    actions.keep_consent(customer=lin, said=Said(Purpose.MARKETING, True, SaidBy.FORM), by=firm.admin, now=later)


def _keep_quiet_here_only(firm, lin, slug):
    actions.keep_quiet(channel="", starts_at=time(1), ends_at=time(2), by=firm.admin)
    actions.keep_quiet(channel=slug, starts_at=time(12), ends_at=time(21), by=firm.admin)


def _put_on_the_list(firm, lin, slug):
    entry = Entry("phone", "+8613800138000", covers=Covers.MARKETING)
    actions.suppress(entries=[entry], by=firm.admin, now=NOON)


def _allow_none(firm, lin, slug):
    actions.set_cap(purpose=Purpose.SERVICE, messages=1, days=7, by=firm.admin)
    actions.note_contact(
        SendRequest(firm.id, lin.pk, 0, channels.product_of(firm.account), is_active=True, kind="text", now=NOON)
    )


@pytest.mark.parametrize(
    ("deed", "here"),
    [
        (_say_no_there, {"service": "", "marketing": "opted_out"}),
        (_say_yes_later, {"service": "", "marketing": ""}),
        (_keep_quiet_here_only, {"service": "quiet_hours", "marketing": "no_consent"}),
        (_put_on_the_list, {"service": "", "marketing": "suppressed"}),
        (_allow_none, {"service": "too_often", "marketing": "no_consent"}),
    ],
)
def test_page_says_of_every_channel_what_the_gate_says(firm, lin, ask, deed, here):
    deed(firm, lin, ask.product.slug)
    products = [ask.product, replace(ask.product, slug="elsewhere", label="Elsewhere")]

    told = queries.about_person(lin, products, NOON)

    assert {purpose: told[ask.product.slug, purpose].rule for purpose in Purpose} == here
    asked = {
        (product.slug, purpose): queries.may_contact(replace(ask, product=product, purpose=purpose))
        for product in products
        for purpose in Purpose
    }
    assert told == asked


def test_page_asks_the_same_for_one_channel_and_three(firm, lin, ask):
    _put_on_the_list(firm, lin, "")
    products = [replace(ask.product, slug=f"p{number}") for number in range(3)]

    counts = []
    for some in (products[:1], products):
        with statements() as asked:
            queries.about_person(lin, some, NOON)
        counts.append(len(asked))

    assert counts == [6, 6]
