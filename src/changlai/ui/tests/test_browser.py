"""The shell in a real browser, under the strict content policy. The fixture ``page`` fails on any complaint of it."""

import re
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Page, expect

from changlai.ui.tests import urls

pytestmark = [pytest.mark.e2e, pytest.mark.urls("changlai.ui.tests.urls")]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The test says what matters."""


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The tool box alone, behind all our middleware; it needs no database."""
    settings.DEVELOPMENT = True
    server = make_server("127.0.0.1", 0, WSGIHandler(), Server, Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gallery(site: str, page: Page, declared: Callable[..., None]) -> Page:
    declared((), {"search": "find_all"})
    answer = page.goto(f"{site}/ui/")
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    return page


def test_every_component_is_drawn_without_a_complaint(gallery):
    expect(gallery.locator(".cl-gallery-swatch")).to_have_count(16)
    broken = gallery.evaluate(
        """async () => { const [address] = document.querySelector('use').href.baseVal.split('#');
        const sprite = await (await fetch(address)).text();
        return [...document.querySelectorAll('use')].map((use) => use.href.baseVal.split('#')[1])
          .filter((name) => !sprite.includes(`id="${name}"`)); }"""
    )

    assert broken == []


def test_what_replaces_an_element_that_had_a_style_is_drawn_without_a_complaint(gallery):
    gallery.evaluate(
        """() => { const box = document.createElement('div'); document.body.append(box);
        box.innerHTML = '<p id="replaced">before</p>'; box.firstChild.style.height = '3px';
        htmx.swap(box, '<p id="replaced">after</p>', {swapStyle: 'innerHTML'}); }"""
    )

    expect(gallery.locator("#replaced")).to_have_text("after")


@pytest.mark.parametrize("size", [(1440, 900), (1100, 800), (390, 844)])
def test_nothing_is_wider_than_the_screen(gallery, size):
    gallery.set_viewport_size({"width": size[0], "height": size[1]})

    assert gallery.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert gallery.evaluate(
        "document.getElementById('page').scrollWidth <= document.getElementById('page').clientWidth"
    )


def test_targets_are_large_enough_for_a_thumb(gallery):
    gallery.set_viewport_size({"width": 390, "height": 844})
    small = gallery.evaluate(
        """[...document.querySelectorAll('#controls .btn:not(.btn-sm), #fields .form-control:not([type=search])')]
        .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 44)
        .map((element) => element.outerHTML)"""
    )

    assert small == []


def test_the_theme_follows_the_system_without_a_flash(gallery):
    root = gallery.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")

    gallery.emulate_media(color_scheme="dark")

    expect(root).to_have_attribute("data-bs-theme", "dark")
    gallery.reload(wait_until="commit")
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_a_menu_moves_with_the_arrows_and_closes(gallery):
    menu = gallery.locator("#controls details[data-menu]").first
    menu.locator("summary").click()
    gallery.keyboard.press("ArrowDown")
    expect(menu.locator(".cl-menu-item").first).to_be_focused()

    gallery.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    gallery.locator("h2").first.click()
    expect(menu).not_to_have_attribute("open", "")


def test_a_question_mark_lists_the_keys_of_the_page(gallery):
    gallery.keyboard.press("?")

    keys = gallery.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys.locator("[data-found]").first).to_contain_text("E")
    gallery.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_a_secret_is_shown_on_demand(gallery):
    field = gallery.locator("#fields .cl-secret").first
    field.locator("button").click()
    expect(field.locator("input")).to_have_attribute("type", "text")

    field.locator("button").click()

    expect(field.locator("input")).to_have_attribute("type", "password")


def test_a_toast_speaks_text_only(gallery):
    gallery.evaluate(
        """document.body.dispatchEvent(new CustomEvent('toast',
        {bubbles: true, detail: {tone: 'bad', text: '<b>no</b>'}}))"""
    )

    toast = gallery.locator(".cl-toast")
    expect(toast).to_have_class(re.compile("is-bad"))
    expect(toast.locator("span")).to_have_text("<b>no</b>")
    toast.locator("button").click()
    expect(toast).to_have_count(0)


def test_a_question_is_asked_before_a_form_is_sent(gallery):
    gallery.evaluate(
        """() => { const form = document.createElement('form'); form.dataset.confirm = 'Delete it?'; form.id = 'f';
        form.dataset.confirmTone = 'bad'; form.append(document.createElement('button'));
        form.addEventListener('submit', (event) => { if (event.defaultPrevented) return;
          event.preventDefault(); window.sent = (window.sent ?? 0) + 1; });
        document.getElementById('page').prepend(form); }"""
    )
    box = gallery.locator("#confirm")

    gallery.evaluate("document.getElementById('f').requestSubmit()")
    expect(box).to_contain_text("Delete it?")
    gallery.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert gallery.evaluate("window.sent ?? 0") == 0

    gallery.evaluate("document.getElementById('f').requestSubmit()")
    box.locator("#confirm-yes").click()

    expect(box).to_be_hidden()
    assert gallery.evaluate("window.sent") == 1


def test_a_choice_of_language_reloads_in_it(gallery, site):
    assert gallery.locator("html").get_attribute("lang") == "zh-CN"

    gallery.evaluate(
        """async (token) => { const body = new URLSearchParams({language: 'en', csrfmiddlewaretoken: token});
        await fetch('/preferences/', {method: 'POST', body, headers: {'X-Requested-With': 'fetch'}}); }""",
        gallery.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']"),
    )
    gallery.goto(f"{site}/ui/")

    expect(gallery.locator("html")).to_have_attribute("lang", "en")


def test_the_palette_runs_commands_and_finds_records(gallery, site):
    gallery.evaluate(
        """() => { const button = document.createElement('button');
        Object.assign(button, { textContent: 'x', onclick: () => { document.body.dataset.ran = 'yes'; } });
        button.dataset.command = 'Ada, new';
        document.getElementById('page').prepend(button); }"""
    )
    box, options = gallery.locator("#palette"), gallery.locator("#palette [role=option]")
    gallery.keyboard.press("Control+k")
    expect(options).to_have_text(["Ada, new", "Ada", "Bo"])

    gallery.keyboard.type("ada")
    expect(options).to_have_text(["Ada, new", "Ada ada", "Bo ada"])
    expect(options.first).to_have_attribute("aria-selected", "true")
    gallery.keyboard.press("Enter")
    expect(box).to_be_hidden()
    expect(gallery.locator("body")).to_have_attribute("data-ran", "yes")

    gallery.locator("[data-palette]").click()
    gallery.keyboard.type("nobody")
    expect(box).to_contain_text("nobody")
    gallery.keyboard.press("Control+A")
    gallery.keyboard.type("b")
    expect(options).to_have_text(["Ada b", "Bo b"])
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url(f"{site}/public/2/")


def test_live_events_arrive_and_survive_failures(site, context):
    """Its own page: the browser rightly complains of the failures we make."""
    urls.TICKETS.clear()
    urls.STREAMS.clear()
    page = context.new_page()
    page.goto(f"{site}/ui/")

    page.evaluate(
        """async () => { const heard = [];
        for (const kind of ['message', 'resync']) {
          document.addEventListener(`live:${kind}`, ({detail}) => {
            heard.push(kind + (detail.id ?? ''));
            document.body.dataset.heard = heard.join(' ');
          });
        }
        document.body.insertAdjacentHTML('beforeend',
          '<span id="sign" data-live="/ticket/" data-state="on"></span><i data-live-room="desk:1 desk:2"></i>');
        (await import('/static/ui/core/live.js')).follow(); }"""
    )

    expect(page.locator("#sign")).to_have_attribute("data-state", "off")
    expect(page.locator("body")).to_have_attribute("data-heard", "resync message1 message2")
    expect(page.locator("#sign")).to_have_attribute("data-state", "on")
    page.wait_for_timeout(300)
    page.close()
    assert [last for _, last in urls.STREAMS[:3]] == ["", "b-1", "b-2"]
    assert urls.TICKETS[:3] == [["desk:1", "desk:2"]] * 3
