"""Stopping and resuming all sending from the command line."""

import pytest
from django.utils import translation

from changlai.accounts.models import Organisation
from changlai.channels.tests.platform import queue
from changlai.cli.commands.freeze import freeze as freeze_by_command
from changlai.cli.commands.thaw import thaw as thaw_by_command
from changlai.cli.errors import Trouble
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, found_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def is_frozen(firm: Firm) -> bool:
    return Organisation.objects.get(pk=firm.id).sending_frozen_at is not None


def test_commands_stop_every_organisation_and_resume_one(firm):
    other = found_firm("bieke", "别家")
    queue(firm, "a")

    said = list(freeze_by_command(None, "restored from a backup"))
    frozen = [is_frozen(one) for one in (firm, other)]
    resumed = thaw_by_command("hemu", "cancel")

    assert said == [
        "bieke: sending is stopped; messages waiting: 0",
        "hemu: sending is stopped; messages waiting: 1",
    ]
    assert frozen == [True, True]
    assert resumed == "hemu: sending is resumed; messages cancelled: 1"
    assert [is_frozen(one) for one in (firm, other)] == [False, True]
    with scope(firm.id):
        deeds = AuditEntry.objects.filter(action__startswith="accounts.sending").order_by("id")
        assert [(deed.action, deed.actor_kind) for deed in deeds] == [
            ("accounts.sending.frozen", "system"),
            ("accounts.sending.thawed", "system"),
        ]


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (lambda: list(freeze_by_command("nobody", "x")), "no organisation nobody"),
        (lambda: list(freeze_by_command("hemu", " ")), "Say in a few words why"),
        (lambda: thaw_by_command("nobody", "send"), "no organisation nobody"),
        (lambda: thaw_by_command("hemu", "send"), "Sending is not stopped"),
    ],
)
def test_commands_say_what_is_wrong(firm, run, sentence):
    with translation.override("en"), pytest.raises(Trouble, match=sentence):
        run()
