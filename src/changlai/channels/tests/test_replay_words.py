"""What a replay did is said in good English, and in Chinese."""

import pytest
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", "1", "1 delivery is being handled again."),
        ("en", "2", "2 deliveries are being handled again."),
        ("zh-hans", "1", "正在重新处理 1 条推送"),
    ],
)
def test_count_and_words_agree(language, count, said):
    firm, client = found_firm(), Client()
    with scope(firm.id):
        accounts.change_profile(member=firm.admin, name=firm.admin.name, language=language)
    client.force_login(firm.admin.user)

    page = client.get(f"/o/hemu/settings/channels/{firm.account.pk}/deliveries/?replayed={count}")

    assert said in page.content.decode()
