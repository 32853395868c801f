"""The first thread through the house, as people see it: a stranger writes, a colleague answers, the stranger reads."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Company
from tests.support.patience import until

pytestmark = pytest.mark.e2e


def sign_in(page: Page, company: Company) -> None:
    """By the link of `demo info`; later browsers share the session, as a link works once and is slow to make."""
    if company.cookies:
        page.context.add_cookies(company.cookies)
        page.goto(f"{company.url}/o/hemu/")
    else:
        page.goto(company.info()["sign_in_link"])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/o/hemu/**")
        step_away(page, company)
        company.cookies = page.context.cookies(company.url)
    page.wait_for_url("**/o/hemu/**")


def step_away(page: Page, company: Company) -> None:
    """Say "away": the demo's rules would hand every new conversation to whoever is here, in turn."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    said = page.request.post(f"{company.url}/o/hemu/presence/", form={"presence": "away", "csrfmiddlewaretoken": token})
    assert said.ok, said.status


def desk_of(company: Company) -> str:
    """The service desk's id on the platform."""
    return next(e["external_id"] for channel in company.channels for e in channel["endpoints"])


def row(page: Page, text: str):
    return page.locator(".cl-conv", has_text=text)


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(held, "PNG")
    return held.getvalue()


def phone_chat(company: Company, person: str, desk: str) -> list[dict]:
    return company.order(f"people/{person}/chat/{desk}")["lines"]


def test_link_opens_the_house_once_in_chinese_and_in_english_by_a_switch(page: Page, company: Company):
    link = company.info()["sign_in_link"]
    page.goto(link)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/o/hemu/**")

    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    expect(page.get_by_role("link", name="收件箱").first).to_be_visible()
    page.goto(link)
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert page.get_by_role("button", name="登录").count() == 1  # looking never burns it; using it twice is refused


def test_message_from_the_phone_appears_without_reload_and_is_answered(
    page: Page, context: BrowserContext, company: Company
):
    sign_in(page, company)
    desk = desk_of(company)
    page.goto(f"{company.url}/o/hemu/inbox/?tab=unassigned")
    expect(page.locator(".cl-conv").first).to_be_visible()
    phone = context.new_page()
    phone.goto(f"{company.sandbox}/phone?lang=zh&person=xiaoman&chat={desk}")

    phone.get_by_role("textbox").last.fill("你好，请问周末营业吗")
    phone.keyboard.press("Enter")

    expect(row(page, "你好，请问周末营业吗")).to_be_visible()
    expect(row(page, "你好，请问周末营业吗")).to_contain_text("小满")
    row(page, "你好，请问周末营业吗").click()
    expect(page.locator("#composer.is-alive")).to_be_visible()
    composer = page.locator("textarea").last
    composer.fill("营业的，10 点到 22 点")
    composer.press("Enter")
    expect(phone.get_by_text("营业的，10 点到 22 点")).to_be_visible()
    expect(page.locator(".cl-thread")).to_contain_text("已发送")


def test_picture_and_file_reach_the_phone(page: Page, company: Company):
    sign_in(page, company)
    desk = desk_of(company)
    company.order("people/momo/message", {"open_kfid": desk, "text": "有图吗？"})
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    row(page, "Momo").click()
    expect(page.locator("#composer.is-alive")).to_be_visible()
    before = len(phone_chat(company, "momo", desk))

    page.locator("input[type=file]").first.set_input_files(
        {"name": "餐桌.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="发送").last.click()
    until(lambda: len(phone_chat(company, "momo", desk)) == before + 1)
    page.locator("input[type=file]").last.set_input_files(
        {"name": "报价单.txt", "mimeType": "text/plain", "buffer": "原木餐桌 1.6 米：2,580 元".encode()}
    )
    page.get_by_role("button", name="发送").last.click()
    until(lambda: len(phone_chat(company, "momo", desk)) == before + 2)

    kinds = [message["msgtype"] for message in phone_chat(company, "momo", desk)][-2:]
    assert kinds == ["image", "file"]


def test_sixth_message_is_refused_with_the_platform_rule_and_kept_in_the_composer(page: Page, company: Company):
    sign_in(page, company)
    desk = desk_of(company)
    company.order("people/zhouye/message", {"open_kfid": desk, "text": "在吗？"})
    page.goto(f"{company.url}/o/hemu/inbox/?tab=all")
    row(page, "周野").click()
    expect(page.locator("#composer.is-alive")).to_be_visible()
    for number in range(5):
        composer = page.locator("textarea").last
        expect(composer).to_be_enabled()
        composer.fill(f"第 {number + 1} 条")
        composer.press("Enter")
        expect(page.locator(".cl-thread")).to_contain_text(f"第 {number + 1} 条")

    expect(page.locator("body")).to_contain_text("客户再次发来消息")


def test_added_contact_is_welcomed_and_is_the_same_customer_when_writing(page: Page, company: Company):
    person = company.order(
        "people", {"nickname": "程一一", "id": "chengyiyi", "unionid": "oE2eUnion000000000000000001"}
    )
    company.order("people/chengyiyi/add_contact", {"userid": "limu", "state": "zhanting"})
    company.order("people/chengyiyi/message", {"open_kfid": desk_of(company), "text": "我刚加了李牧"})
    sign_in(page, company)

    until(lambda: [m for m in company.order("people/chengyiyi/chat/limu")["lines"] if m.get("msgtype") == "text"])
    found = page.get_by_role("link", name=re.compile("程一一"))

    def is_known() -> bool:  # the welcome goes out first: the platform waits 20 seconds for it
        page.goto(f"{company.url}/o/hemu/customers/?q=程一一")
        return found.count() == 1

    until(is_known)
    found.click()
    for text in ("李牧", "zhanting", "我刚加了李牧"):
        expect(page.locator("body")).to_contain_text(text)
    assert person["external_userids"]
