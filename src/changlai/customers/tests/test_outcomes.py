"""What may come of a follow-up: named, put out of use and arranged by the organisation; what was said before stays."""

import pytest
from django.utils import translation

from changlai.customers import actions, queries
from changlai.customers.actions import FollowUp
from changlai.customers.enums import FollowUpKind, FollowUpOutcome
from changlai.customers.errors import OutcomeTaken, UnknownOutcome
from changlai.customers.models import Note, Outcome
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.test_filters import found
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, Firm, found_firm, hire
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db
HOUSE = [one for one in FollowUpOutcome if one]


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def called(firm: Firm, customer, outcome: str) -> Note:
    told = FollowUp(FollowUpKind.CALL, NOON, 60, outcome)
    with scope(firm.id):
        return actions.log_follow_up(customer=customer, follow_up=told, text="Hm", by=firm.admin, now=NOON)


def added(firm: Firm, name: str) -> str:
    with scope(firm.id), translation.override("en"):
        return str(actions.create_outcome(name=name, by=firm.admin).slug)


def changed(firm: Firm, slug: str, name: str = "", *, is_active: bool = True) -> None:
    with scope(firm.id):
        actions.change_outcome(slug=slug, name=name, is_active=is_active, by=firm.admin)


def known(firm: Firm, language: str = "en") -> list[tuple[str, bool]]:
    with scope(firm.id), translation.override(language):
        return [(one.label, one.is_active) for one in queries.outcomes()]


def record_page(firm: Firm, customer) -> str:
    return browser(firm.admin).get(f"/o/hemu/customers/{customer.pk}/").content.decode()


def test_words_of_the_house_are_there_until_somebody_touches_them_and_speak_the_readers_language(firm):
    other = found_firm("other")
    before = known(firm)
    added(firm, "Wants a quote")
    chinese = known(firm, "zh-hans")

    assert [label for label, _active in before] == [
        "Reached",
        "Not reached",
        "Interested",
        "Thinking it over",
        "Agreed",
        "Declined",
    ]
    assert known(firm) == [*before, ("Wants a quote", True)]
    assert chinese[-1] == ("Wants a quote", True)
    assert chinese[0][0] != "Reached"
    assert known(other) == before
    with scope(other.id):
        assert not Outcome.objects.exists()


def test_another_name_shows_on_what_was_logged_before(firm):
    lin = make_customer(firm, "Lin")
    quote = added(firm, "Wants a quote")
    called(firm, lin, quote)
    called(firm, lin, FollowUpOutcome.AGREED)
    before = record_page(firm, lin)

    changed(firm, quote, "Asked for an offer")
    changed(firm, FollowUpOutcome.AGREED, "Signed")

    after = record_page(firm, lin)
    assert [word in before for word in ("Wants a quote", "Agreed")] == [True, True]
    assert [word in after for word in ("Asked for an offer", "Signed")] == [True, True]


def test_what_is_out_of_use_is_offered_no_more_but_kept_and_found(firm):
    lin, wu = make_customer(firm, "Lin"), make_customer(firm, "Wu")
    quote = added(firm, "Wants a quote")
    note = called(firm, lin, quote)
    called(firm, wu, FollowUpOutcome.REACHED)

    changed(firm, quote, "Wants a quote", is_active=False)

    page = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/follow-ups/", headers={"HX-Request": "true"})
    own = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/notes/{note.pk}/", headers={"HX-Request": "true"})
    with pytest.raises(UnknownOutcome):
        called(firm, wu, quote)
    with scope(firm.id):
        actions.edit_note(note=note, text="Hm, hm", by=firm.admin, now=NOON, outcome=quote)
        assert Note.objects.get(pk=note.pk).outcome == quote
        assert Note.objects.filter(customer=wu).count() == 1
    assert quote not in page.content.decode()
    assert quote in own.content.decode()
    assert found(firm, {"path": "outcome", "any_of": [quote]}) == ["Lin"]
    assert found(firm, {"path": "outcome", "none_of": [quote]}) == ["Wu"]
    assert sorted(found(firm, {"path": "outcome", "is_filled": True})) == ["Lin", "Wu"]
    changed(firm, quote, "Wants a quote")
    assert called(firm, wu, quote).outcome == quote


def test_two_of_one_name_and_what_is_not_there_are_refused(firm):
    quote = added(firm, "Wants a quote")
    before = known(firm)

    with pytest.raises(OutcomeTaken):
        added(firm, "Wants a quote")
    with pytest.raises(OutcomeTaken):
        added(firm, "Agreed")
    with pytest.raises(OutcomeTaken):
        changed(firm, FollowUpOutcome.REACHED, "Wants a quote")
    with pytest.raises(UnknownOutcome):
        changed(firm, "own-000000", "Other")
    with pytest.raises(UnknownOutcome):
        changed(firm, quote, "")
    with pytest.raises(UnknownOutcome):
        called(firm, make_customer(firm, "Lin"), "moon")

    assert known(firm) == before


def test_list_is_kept_on_its_page(firm):
    client, agent = browser(firm.admin), browser(hire(firm, "Agent", "agent"))
    place = "/o/hemu/settings/outcomes/"
    made = client.post(f"{place}new/", {"name": " Wants  a quote "})
    twice = client.post(f"{place}new/", {"name": "Wants a quote"})
    with scope(firm.id):
        quote = Outcome.objects.get(name="Wants a quote").slug
    client.post(f"{place}order/", {"ids": f"{quote},agreed"})
    off = client.post(f"{place}of/declined/", {"name": "Declined"})
    gone = client.get(f"{place}of/moon/")

    page = client.get(place).content.decode()
    assert [one.status_code for one in (made, twice, off, gone, agent.get(place))] == [302, 422, 302, 404, 403]
    assert known(firm) == [
        ("Wants a quote", True),
        ("Agreed", True),
        ("Reached", True),
        ("Not reached", True),
        ("Interested", True),
        ("Thinking it over", True),
        ("Declined", False),
    ]
    assert page.count("Not in use") == 1
    with scope(firm.id):
        assert Outcome.objects.get(slug="declined").name == ""  # still a word of the house, in every language


def test_program_keeps_the_list(firm):
    client, place = program(firm.admin), "/follow-up-outcomes"

    made = send(client, "POST", place, {"name": "Wants a quote"})
    slug = made.json()["slug"]
    taken = send(client, "POST", place, {"name": "Wants a quote"})
    off = send(client, "PUT", f"{place}/of/{slug}", {"name": "Asked for an offer", "is_active": False})
    arranged = send(client, "PUT", f"{place}/order", {"slugs": [slug]})

    assert (made.status_code, taken.status_code, taken.json()["rule"]) == (201, 409, "customers.outcome_taken")
    assert off.json() == {"slug": slug, "label": "Asked for an offer", "name": "Asked for an offer", "is_active": False}
    assert [one["slug"] for one in arranged.json()] == [slug, *HOUSE]
    assert client.get(f"/api/v1{place}").json() == arranged.json()
