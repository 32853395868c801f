"""Counting the listening board again from the command line."""

from datetime import timedelta

import pytest

from changlai.accounts.models import Organisation
from changlai.cli.commands.recount import recounted
from changlai.cli.errors import Trouble
from changlai.kernel.tenancy import scope
from changlai.listening.actions import tallies
from changlai.listening.models import MentionTally
from changlai.listening.tests.boards import keep_mention, sums_of
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def test_command_says_what_differed_and_puts_it_right(firm):
    with scope(firm.id):
        days = [0, 3, 9, 30]
        kept = [keep_mention(firm, said_at=NOON - timedelta(days=day), words=["客服"]) for day in days]
        tallies.count(tallies.lines_of([one.pk for one in kept]))
        right = sums_of()
        MentionTally.objects.filter(hour__lt=NOON - timedelta(days=20)).update(count=5)

    said, again = list(recounted("hemu")), list(recounted("hemu"))
    Organisation.objects.filter(id=firm.id).update(time_zone="Asia/Kolkata")
    elsewhere = list(recounted("hemu", NOON.date() - timedelta(days=5)))

    assert said == [
        "2026-10-21 to 2026-10-27: put right: 1 of mentions, 0 of aspects, 0 of words",
        "hemu: 2026-10-21 to 2026-11-20; put right: 1 of mentions, 0 of aspects, 0 of words",
    ]
    assert again == ["hemu: 2026-10-21 to 2026-11-20; every sum was right"]
    assert "put right" in elsewhere[-1]
    with scope(firm.id):
        assert {place[2:] for place in sums_of()[0]} == {place[2:] for place in right[0]}
    with pytest.raises(Trouble):
        list(recounted("nobody"))


def test_command_bears_an_organisation_that_heard_nothing(firm):
    assert list(recounted("hemu")) == ["hemu: nothing was ever heard; every sum was right"]
