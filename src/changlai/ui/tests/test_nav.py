import pytest
from django.urls import NoReverseMatch

from changlai.ui import addresses, nav

pytestmark = pytest.mark.urls("changlai.ui.tests.urls")

DESK = nav.NavItem("desk", "Desk", "inbox", "desk", "desk.view", "inbox", 10, "count")
LATE = nav.NavItem("late", "Late", "clock", "late", "desk.view", "inbox", 20)
PEOPLE = nav.NavItem("people", "People", "users", "people", "people.view", "customers")
RULES = nav.NavItem("rules", "Rules", "settings", "rules", "", "settings")
ALL = ("desk.view", "people.view")


@pytest.fixture
def side_bar(request_of, declared):
    declared((DESK, LATE, PEOPLE, RULES))

    def _side_bar(path: str, can: tuple[str, ...] = ALL) -> nav.Navigation:
        request = request_of(path, can=can)
        return nav.navigation(request.member, request.organisation, path)

    return _side_bar


def test_groups_stand_under_their_heading_and_settings_at_the_foot(side_bar):
    found = side_bar("/o/hemu/elsewhere/")

    assert [(str(s.heading), [str(e.label) for e in s.entries]) for s in found.sections] == [
        ("Daily", ["Inbox", "Customers"])
    ]
    assert [str(entry.label) for entry in found.foot] == ["Settings"]
    assert not any(entry.is_open for section in found.sections for entry in section.entries)


def test_the_row_leads_to_the_first_item_and_shows_its_count(side_bar):
    inbox = side_bar("/o/hemu/desk/").sections[0].entries[0]

    assert (inbox.url, inbox.count_url) == ("/o/hemu/desk/", "/o/hemu/desk/count/")
    assert [item.label for item in inbox.items] == ["Desk", "Late"]


def test_a_single_item_needs_no_second_level(side_bar):
    assert side_bar("/o/hemu/people/").sections[0].entries[1].items == ()


@pytest.mark.parametrize(
    ("path", "open_items"),
    [
        ("/o/hemu/desk/", ["Desk"]),
        ("/o/hemu/desk/7/", ["Desk"]),
        ("/o/hemu/desk/late/9/", ["Late"]),
        ("/o/other/desk/", []),
    ],
)
def test_the_longest_address_that_fits_is_open(side_bar, path, open_items):
    inbox = side_bar(path).sections[0].entries[0]

    assert [item.label for item in inbox.items if item.is_open] == open_items
    assert inbox.is_open is bool(open_items)


def test_items_that_go_together_stand_behind_one_line(request_of, declared):
    one, two = (nav.NavItem(n, n, "x", n, "", "settings", part="team") for n in ("desk", "late"))
    alone = nav.NavItem("people", "people", "x", "people", "", "settings", part="system")
    declared((RULES, one, two, alone))
    request = request_of("/o/hemu/desk/late/")

    [settings] = nav.navigation(request.member, request.organisation, "/o/hemu/desk/late/").foot

    drawn = [(str(line.label), line.is_open, [page.label for page in line.items]) for line in settings.items]
    assert drawn == [("Rules", False, []), ("Team and rights", True, ["desk", "late"]), ("people", False, [])]
    assert [page.url_name for page in settings.pages] == ["rules", "desk", "late", "people"]
    assert settings.items[1].url == "/o/hemu/desk/"


def test_a_part_belongs_to_its_group():
    with pytest.raises(ValueError, match="no part 'team'"):
        nav.NavItem("x", "X", "x", "desk", "", "inbox", part="team")


def test_what_the_member_may_not_open_is_not_shown(side_bar):
    found = side_bar("/o/hemu/rules/", can=("people.view",))

    assert [str(entry.label) for section in found.sections for entry in section.entries] == ["Customers"]
    assert [str(entry.label) for entry in found.foot] == ["Settings"]


def test_a_phone_shows_four(side_bar):
    assert [str(entry.label) for entry in side_bar("/").phone] == ["Inbox", "Customers"]


def test_links_leave_out_what_has_no_address(request_of, declared):
    declared((), {"search": "find", "help": "nowhere"})

    assert nav.links(request_of().organisation) == {"search": "/o/hemu/find/"}


def test_an_item_without_an_address_is_a_fault(request_of, declared):
    declared((nav.NavItem("x", "X", "x", "nowhere", "", "inbox"),))
    request = request_of()

    with pytest.raises(NoReverseMatch):
        nav.navigation(request.member, request.organisation, "/")


def test_an_item_names_a_group_that_exists():
    with pytest.raises(ValueError, match="no group 'misc'"):
        nav.NavItem("x", "X", "x", "desk", "", "misc")


def test_an_address_is_looked_up_once_and_a_missing_one_is_said(settings):
    found = addresses.address("public", number=7)
    again = addresses.address("public", number=7)

    assert found is again
    with pytest.raises(NoReverseMatch):
        addresses.address("nowhere", number=7)
    settings.ROOT_URLCONF = "changlai.web.doors"
    with pytest.raises(NoReverseMatch):
        addresses.address("public", number=7)
