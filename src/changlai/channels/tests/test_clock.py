"""What comes round by the clock does its work for every organisation, whatever is wrong with one of them."""

import pytest

from changlai.channels import actions
from changlai.channels.adapters.wecom.tests.support import SETTINGS
from changlai.channels.jobs import nightly
from changlai.channels.models import Account, Stream
from changlai.kernel.cron import SomeFailed
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db


def test_reconcile_goes_on_after_an_organisation_it_fails_for():
    broken, sound = found_firm(), found_firm("other", "别家")
    with scope(sound.id):
        actions.connect(channel="wecom", name="企业微信", settings=SETTINGS, by=sound.admin)
        Stream.objects.update(is_running=False)
    with scope(broken.id):
        Account.objects.update(channel="taken_away")

    with pytest.raises(SomeFailed) as caught:
        nightly()

    with scope(sound.id):
        assert set(Stream.objects.values_list("is_running", flat=True)) == {True}
    assert f"organisation {broken.id}" in str(caught.value)
    assert f"organisation {sound.id}" not in str(caught.value)
