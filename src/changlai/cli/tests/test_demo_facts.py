"""What ``demo info`` tells an outside program, for whichever organisation was filled last."""

import json
from pathlib import Path

import pytest
from django.test import Client

from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.cli.demo import facts
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def test_there_is_none_before_one_was_filled():
    make_organisation("hemu")

    assert facts.filled() is None
    assert facts.info() is None


def test_the_organisation_filled_last_is_told_with_a_token_that_works(data_folder):
    for slug in ("hemu", "yunqi"):
        member = make_member(make_organisation(slug), role="admin")
        with scope(member.organisation_id):
            facts.keep(member)

    told = facts.info() or {}

    assert told["organisation"]["slug"] == "yunqi"
    asked = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {told['api']['token']}"})
    assert asked.status_code == 200
    assert asked.json()["organisation"]["slug"] == "yunqi"
    assert (data_folder / "demo.json").stat().st_mode & 0o077 == 0


def test_a_folder_of_another_database_names_nobody(data_folder):
    """The data folder was copied, the database was not."""
    data_folder.mkdir()
    (data_folder / "demo.json").write_text(json.dumps({"organisation": "gone", "api_token": "x"}))

    assert facts.info() is None
