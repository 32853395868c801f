"""The pages of tags, as people use them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.tags.models import Tag, TagGroup
from changlai.tags.tests.factories import make_group, mark
from tests.support.house import Firm, found_firm, hire

pytestmark = pytest.mark.django_db

PAGE = "/o/hemu/tags/"
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def names(firm: Firm, *, group: TagGroup) -> list[str]:
    with scope(firm.id):
        return list(Tag.objects.filter(group=group).order_by("position").values_list("name", flat=True))


def test_library_shows_groups_tags_and_counts_in_a_fixed_number_of_statements(firm):
    _, (bed, _soft) = make_group(firm, "Wants", "bed", "soft")
    mark(firm, [make_customer(firm, "Lin")], on=(bed,))
    client = browser(firm.admin)
    client.get(PAGE)  # what is remembered for a process is remembered now

    def statements() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(PAGE)
        return len(seen), words(answer)

    few, text = statements()
    for number in range(3):
        make_group(firm, f"Group {number}", "a", "b", "c")
    many, _ = statements()

    assert "Wants 2 tags" in text
    assert "bed 1" in text
    assert few == many


def test_group_with_tags_is_made_in_the_dialog(firm):
    client = browser(firm.admin, **HTMX)

    form = client.get(f"{PAGE}groups/new/")
    made = client.post(
        f"{PAGE}groups/new/", {"name": " Interest ", "tone": "3", "is_exclusive": "on", "names": "low\n\nhigh \nlow"}
    )

    assert (form.status_code, made.status_code, made["HX-Redirect"]) == (200, 204, PAGE)
    with scope(firm.id):
        group = TagGroup.objects.get()
    assert (group.name, group.tone, group.is_exclusive, names(firm, group=group)) == (
        "Interest",
        3,
        True,
        ["low", "high"],
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "", "tone": "1"}, "Give it a name"),
        ({"name": "x" * 31, "tone": "1"}, "at most 30 characters"),
        ({"name": "Good", "tone": "1", "names": "y" * 31}, "is longer than 30 characters"),
    ],
)
def test_bad_group_is_refused_and_keeps_what_was_typed(firm, values, sentence):
    answer = browser(firm.admin, **HTMX).post(f"{PAGE}groups/new/", values)

    assert answer.status_code == 422
    assert sentence in words(answer)
    with scope(firm.id):
        assert not TagGroup.objects.exists()


def test_second_group_of_one_name_is_a_toast(firm):
    make_group(firm, "Wants")

    answer = browser(firm.admin, **HTMX).post(f"{PAGE}groups/new/", {"name": "Wants", "tone": "1"})

    assert answer.status_code == 409
    assert "already one called “Wants”" in answer.content.decode()


def test_group_cannot_become_exclusive_while_somebody_has_several(firm):
    group, tags = make_group(firm, "Wants", "bed", "sofa")
    mark(firm, [make_customer(firm, "Lin")], on=tuple(tags))
    client = browser(firm.admin, **HTMX)
    wanted = {"name": "Wants", "tone": "1", "is_exclusive": "on"}

    refused = client.post(f"{PAGE}groups/{group.pk}/", wanted)
    with scope(firm.id):
        kept = TagGroup.objects.get(pk=group.pk).is_exclusive
    mark(firm, [make_customer(firm, "Lin")], off=(tags[0],))
    done = client.post(f"{PAGE}groups/{group.pk}/", wanted)

    assert (refused.status_code, kept, done.status_code) == (409, False, 204)
    assert "1 customer has several tags" in refused.content.decode()


def test_tags_are_put_into_another_order(firm):
    group, (low, high) = make_group(firm, "Interest", "low", "high")

    answer = browser(firm.admin, **HTMX).post(f"{PAGE}groups/{group.pk}/order/", {"ids": f"{high.pk},{low.pk}"})

    assert names(firm, group=group) == ["high", "low"]
    assert words(answer).index("high") < words(answer).index("low")


def test_merge_hands_the_customers_over(firm):
    _, (bed, mattress) = make_group(firm, "Wants", "bed", "mattress")
    both, one = make_customer(firm, "Lin"), make_customer(firm, "Zhou")
    mark(firm, [both], on=(bed, mattress))
    mark(firm, [one], on=(bed,))

    answer = browser(firm.admin).post(f"{PAGE}{bed.pk}/merge/", {"into": mattress.pk})

    assert answer["Location"] == f"{PAGE}{mattress.pk}/"
    with scope(firm.id):
        assert list(Tag.objects.values_list("name", "customer_count")) == [("mattress", 2)]


def test_page_of_a_tag_lists_whom_the_member_may_see(firm):
    _, (bed,) = make_group(firm, "Wants", "bed")
    li = hire(firm, "Li", "sales")
    mine, other = make_customer(firm, "Mine", owner=li), make_customer(firm, "Other")
    mark(firm, [mine, other], on=(bed,))

    of_admin = words(browser(firm.admin).get(f"{PAGE}{bed.pk}/"))
    of_sales = words(browser(li).get(f"{PAGE}{bed.pk}/"))

    assert "Mine" in of_admin
    assert "Other" in of_admin
    assert "Mine" in of_sales
    assert "Other" not in of_sales
    assert "Delete the tag" not in of_sales


def test_choice_marks_a_customer_and_the_strip_shows_it(firm):
    _, (bed, sofa) = make_group(firm, "Wants", "bed", "sofa")
    lin = make_customer(firm, "Lin")
    mark(firm, [lin], on=(bed,))
    client, place = browser(firm.admin, **HTMX), f"/o/hemu/customers/{lin.pk}/tags/"

    dialog = client.get(f"{place}choice/").content.decode()
    saved = client.post(f"{place}choice/", {"tags": [sofa.pk], "reason": "said so on the phone"})
    strip = client.get(f"{place}?in=head").content.decode()
    whole = browser(firm.admin).get(f"/o/hemu/customers/{lin.pk}/")

    assert re.search(rf'value="{bed.pk}" checked', dialog)
    assert "tagsChanged" in saved["HX-Trigger"]
    assert "sofa" in strip
    assert ">bed<" not in strip
    assert "said so on the phone" in strip
    assert "<html" not in strip
    assert "孟佳 added the tags sofa and removed bed" in words(whole)


def test_choice_of_a_foreign_tag_is_refused(firm):
    lin = make_customer(firm, "Lin")
    _, (foreign,) = make_group(found_firm("xuanniao"), "Wants", "bed")

    answer = browser(firm.admin, **HTMX).post(f"/o/hemu/customers/{lin.pk}/tags/choice/", {"tags": [foreign.pk]})

    assert answer.status_code == 422


def test_who_may_only_look_sees_tags_without_any_way_to_change_them(firm):
    group, (bed,) = make_group(firm, "Wants", "bed")
    lin = make_customer(firm, "Lin")
    viewer = browser(hire(firm, "Viewer", "viewer"))

    assert "New group" not in words(viewer.get(PAGE))
    assert viewer.get(f"{PAGE}groups/{group.pk}/").status_code == 403
    assert viewer.post(f"{PAGE}{bed.pk}/removal/").status_code == 403
    assert viewer.post(f"/o/hemu/customers/{lin.pk}/tags/choice/", {"tags": [bed.pk]}).status_code == 403


def test_empty_library_says_what_it_is_for(firm):
    assert "Your tags will stand here" in words(browser(firm.admin).get(PAGE))
