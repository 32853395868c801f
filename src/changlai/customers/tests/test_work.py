"""Notes, hand-overs and collaborators: who may, who is told, what stands in the history."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from changlai.accounts.events import NoticeRaised
from changlai.customers import actions, queries
from changlai.customers.models import Collaborator, Customer, Interaction, Note
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.events.log import pending
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, found_firm, hire

pytestmark = pytest.mark.django_db

HTMX = {"hx_request": "true"}


@pytest.fixture
def firm() -> Firm:
    return found_firm()


@pytest.fixture
def lin(firm) -> Customer:
    return make_customer(firm, "Lin")


def sees(firm: Firm, member, customer: Customer) -> tuple[bool, bool]:
    """Whether the member sees the customer, and may change it."""
    member.__dict__.pop("_collaborations", None)
    with scope(firm.id):
        can_see = queries.visible_to(member).filter(id=customer.pk).exists()
        return can_see, queries.editable_by(member).filter(id=customer.pk).exists()


def share(firm: Firm, customer: Customer, member, *, can_write: bool) -> None:
    with scope(firm.id):
        actions.add_collaborator(
            customer=customer, member=member, can_write=can_write, by=firm.admin, now=timezone.now()
        )


def told() -> list[int]:
    """Who is to be told something, in this transaction."""
    return [one.event.member_id for one in pending() if isinstance(one.event, NoticeRaised)]


def test_collaborators_see_and_change_as_far_as_they_were_let(firm, lin):
    li = hire(firm, "Li", "sales")
    before = sees(firm, li, lin)
    share(firm, lin, li, can_write=False)
    looking = sees(firm, li, lin)
    share(firm, lin, li, can_write=True)
    working = sees(firm, li, lin)
    with scope(firm.id):
        actions.remove_collaborator(customer=lin, member=li, by=firm.admin, now=timezone.now())

    assert (before, looking, working, sees(firm, li, lin)) == (
        (False, False),
        (True, False),
        (True, True),
        (False, False),
    )


def test_hand_over_keeps_the_reason_and_lets_the_former_owner_look(firm, lin):
    li, zhao = hire(firm, "Li", "sales"), hire(firm, "Zhao", "sales")
    with scope(firm.id):
        actions.assign_owner(customer=lin, owner=li, by=firm.admin)
    client = browser(firm.admin, **HTMX)

    client.post(
        f"/o/hemu/customers/{lin.pk}/owner/", {"owner": zhao.pk, "reason": "moved to Beijing", "keep_looking": "on"}
    )

    page = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/").content.decode()
    assert (sees(firm, li, lin), sees(firm, zhao, lin)) == ((True, False), (True, True))
    assert "moved to Beijing" in page
    with scope(firm.id):
        assert Interaction.objects.filter(customer_id=lin.pk, kind="handed_over").count() == 2


def test_note_is_written_with_a_file_changed_pinned_and_taken_away(firm, lin):
    client, path = browser(firm.admin, **HTMX), f"/o/hemu/customers/{lin.pk}/notes/"
    picture = SimpleUploadedFile("plan.txt", b"three rooms", content_type="text/plain")

    written = client.post(path, {"text": "likes firm ones", "files": [picture]}).content.decode()
    with scope(firm.id):
        note = Note.objects.get()
        file_id = note.files.get().file_id
    file = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/files/{file_id}/?download")
    client.post(f"{path}{note.pk}/", {"text": "likes soft ones"})
    pinned = client.post(f"{path}{note.pk}/pin/").content.decode()
    client.post(f"{path}{note.pk}/removal/")

    assert ("likes firm ones" in written, "plan.txt" in written) == (True, True)
    assert b"".join(getattr(file, "streaming_content", None) or [file.content]) == b"three rooms"
    assert pinned.count("likes soft ones") == 2  # above the timeline and on it
    with scope(firm.id):
        assert (Note.objects.count(), Interaction.objects.filter(kind="note").count()) == (0, 0)


def test_note_is_changed_by_who_wrote_it_only(firm, lin):
    agent = hire(firm, "Agent", "agent")
    with scope(firm.id):
        note = actions.write_note(customer=lin, text="mine", by=firm.admin, now=timezone.now())
    path = f"/o/hemu/customers/{lin.pk}/notes/{note.pk}/"

    assert browser(agent).post(path, {"text": "not mine"}).status_code == 403
    assert browser(agent).post(f"{path}removal/").status_code == 403
    with scope(firm.id):
        assert Note.objects.get().text == "mine"


def test_mention_tells_who_may_see_the_customer_and_nobody_twice(firm, lin):
    ming, sales = hire(firm, "Ming", "agent"), hire(firm, "Sally", "sales")
    with scope(firm.id):
        note = actions.write_note(customer=lin, text="@Ming @Sally look", by=firm.admin, now=timezone.now())
        first = told()
        actions.edit_note(note=note, text="@Ming look again", by=firm.admin, now=timezone.now())
        after = told()

    assert first == [ming.pk]
    assert after == first
    assert sales.pk not in after


def test_file_of_another_customers_note_is_not_found(firm, lin):
    other = make_customer(firm, "Zhou")
    upload = SimpleUploadedFile("a.txt", b"x", content_type="text/plain")
    with scope(firm.id):
        note = actions.write_note(customer=lin, text="", by=firm.admin, now=timezone.now(), uploads=[upload])
        file_id = note.files.get().file_id

    assert browser(firm.admin).get(f"/o/hemu/customers/{other.pk}/files/{file_id}/").status_code == 404


def test_basics_are_changed_in_their_place_and_platforms_leave_them(firm, lin):
    from changlai.channels.contracts import Profile  # noqa: PLC0415 - one test's need
    from tests.support.house import later  # noqa: PLC0415 - as above

    answer = browser(firm.admin, **HTMX).post(
        f"/o/hemu/customers/{lin.pk}/basics/", {"gender": "female", "birthday": "1990-05-21", "city": "Hangzhou"}
    )
    with scope(firm.id):
        actions.keep_profiles([(firm.id, lin.pk, Profile(gender="male", company="Oak"), later(99))])
        kept = Customer.objects.get(id=lin.pk)

    assert "1990-05-21" in answer.content.decode()
    assert (kept.gender, kept.company, kept.city) == ("female", "Oak", "Hangzhou")


def test_drawer_holds_the_customer_without_the_shell(firm, lin):
    html = browser(firm.admin, **HTMX).get(f"/o/hemu/customers/{lin.pk}/?panel=1&list=1").content.decode()

    assert "<html" not in html
    assert "Open the page" in html


def test_merge_brings_collaborators_and_fields_together(firm, lin):
    from changlai.customers.actions import Merge, merge_many  # noqa: PLC0415 - one test's need

    li, double = hire(firm, "Li", "sales"), make_customer(firm, "Lin again")
    share(firm, lin, li, can_write=False)
    share(firm, double, li, can_write=True)

    with scope(firm.id):
        merge_many([Merge(firm.id, lin.pk, (double.pk,), "by_hand")])
        assert list(Collaborator.objects.values_list("customer_id", "member_id")) == [(lin.pk, li.pk)]
