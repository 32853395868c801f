"""The menu of an invitation can be read and clicked, although it stands in a table."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Company
from tests.e2e.test_story import sign_in
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.e2e
IS_ON_TOP = """item => {
  const box = item.getBoundingClientRect();
  return item.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_menu_of_the_last_invitation_is_not_cut_off(page: Page, company: Company, size):
    sign_in(page, company)
    page.set_viewport_size(size)
    page.goto(f"{company.url}/o/hemu/members/invitations/")
    menu = page.locator("tr details[data-menu]").last

    menu.locator("summary").click()

    items = menu.locator(".cl-menu-item")
    expect(items).to_have_count(3)
    assert [items.nth(number).evaluate(IS_ON_TOP) for number in range(3)] == [True, True, True]
