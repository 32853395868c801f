from types import SimpleNamespace

import pytest
from django.utils import translation

from changlai.ui.gallery_data import HOSTILE, SampleForm

MARK = SimpleNamespace(css="ch-kf", icon="headset", label="Desk", glyph="")

# Every macro that shows a text from outside, with that text.
SHOWING = (
    "ui.avatar(x, 1)",
    "ui.avatar(x, x, member=True, src=x)",
    "ui.mark({'css': x, 'icon': 'phone', 'label': x})",
    "ui.mark({'css': 'ch-web', 'glyph': x, 'label': x})",
    "ui.member(x, 1)",
    "ui.badge(x)",
    "ui.pill(x, 'ok', 'check', x)",
    "ui.tag(x, 1, x)",
    "ui.tag_more(x, x)",
    "ui.stage(x, 1)",
    "ui.steps([x, x], 1)",
    "ui.progress(x, 1, 2)",
    "ui.dot(x)",
    "ui.button(x, 'check', title=x, css=x, attrs={'data-x': x})",
    "ui.button(x, href=x, key=x)",
    "ui.icon_button('x', x, key=x, href=x)",
    "ui.menu_item(x, 'x', href=x)",
    "ui.menu_item(x, 'x', attrs={'value': x})",
    "ui.segmented([(x, x)], name=x, value=x, label=x)",
    "ui.segmented([{'label': x, 'href': x, 'on': True}])",
    "ui.kbd(x)",
    "ui.errors([x])",
    "ui.input(x, x, x, x, x, [x], {'data-x': x})",
    "ui.search_input(x, x, x)",
    "ui.tick(x, x, x, True)",
    "ui.switch(x, x, x, True)",
    "ui.panel(x, x)",
    "ui.loading(x)",
    "ui.kv([(x, x)])",
    "ui.figures([{'label': x, 'value': x, 'note': x}])",
    "ui.empty_state(x, x)",
    "ui.copy(x, x)",
    "ui.notice(x, 'bad')",
    "ui.hint(x)",
    "ui.file_card(x, 1, x, x, thumbnail=x)",
    "ui.process([{'label': x, 'time': x, 'text': x, 'state': 'on'}])",
    "ui.crumbs([(x, x)], x)",
    "ui.tabs([{'label': x, 'href': x, 'on': True, 'count': x, 'attrs': {'data-x': x}}], label=x)",
    "ui.chip(x, x, count=x, attrs={'data-x': x})",
    "ui.condition(x, x, x, x)",
    "ui.pagination(x, x, x, {'hx-target': x})",
)
HOSTILE_ATTRIBUTE = f'"onmouseover="alert(1)"{HOSTILE}'


@pytest.mark.parametrize("macro", SHOWING)
def test_a_hostile_text_stays_a_text(draw, macro):
    shown = draw("{{ " + macro + " }}", x=HOSTILE_ATTRIBUTE)

    assert "<script" not in shown
    assert '"onmouseover="' not in shown


@pytest.mark.parametrize("macro", ["ui.member(x, 1)", "ui.tag(x)", "ui.crumbs([], x)", "ui.file_card(x)"])
def test_a_name_cannot_turn_its_neighbours_round(draw, macro):
    shown = draw("{{ " + macro + " }}", x=HOSTILE)

    assert "\u202e" not in shown
    assert "<bdi>evil&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in shown


def test_shape_tells_who(draw):
    customer = draw("{{ ui.avatar('林晓棠', 8, channel=mark) }}", mark=MARK)
    member = draw("{{ ui.avatar('Ada', 9, member=True, size=28, present=True) }}")
    machine = draw("{{ ui.avatar('x', 1, bot=True) }}")

    assert customer.startswith('<span class="cl-av t1" aria-hidden="true">林')
    assert 'class="cl-ch ch-kf" title="Desk"' in customer
    assert member.startswith('<span class="cl-av cl-av-28 is-member t2" aria-hidden="true">A')
    assert 'class="cl-dot is-ok"' in member
    assert "is-member t3" in machine


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (None, ""), (8, ">8<"), (12_431, ">12,431<")])
def test_a_badge_of_nothing_is_nothing(draw, count, shown):
    assert shown in draw("{{ ui.badge(n) }}", n=count)
    assert bool(draw("{{ ui.badge(n) }}", n=count)) is bool(shown)


def test_what_is_missing_is_a_dash(draw):
    assert draw("{{ ui.money(none) }}{{ ui.when(none) }}").count('<span class="cl-off">-</span>') == 2
    assert draw("{{ ui.kv([('Birthday', '')]) }}").count('<span class="cl-off">-</span>') == 1


def test_progress_tells_the_counts_to_everybody(draw):
    shown = draw("{{ ui.progress('Fetched', 500, 1000) }}")

    assert 'aria-valuenow="500" aria-valuemax="1000"' in shown
    assert "500 / 1,000" in shown
    assert 'width="50.00"' in shown
    assert "aria-valuemax" not in draw("{{ ui.progress('Fetched', 500) }}")


def test_a_quota_says_its_figures(draw):
    shown = draw("{{ ui.quota(3, 5) }}")

    assert (shown.count("<rect"), shown.count("is-on")) == (5, 3)
    assert 'aria-label="3 of 5 left"' in shown


def test_a_link_looks_like_a_button_and_a_button_is_one(draw):
    assert draw("{{ ui.button('Go', kind='primary', href='/x/') }}") == '<a class="btn btn-primary" href="/x/">Go</a>'
    assert draw("{{ ui.button('Go', size='sm', disabled=True, type='button') }}") == (
        '<button class="btn btn-sm" type="button" disabled>Go</button>'
    )


def test_an_icon_alone_has_a_name(draw):
    shown = draw("{{ ui.icon_button('pencil', 'Edit', key='e') }}")

    assert 'aria-label="Edit"' in shown
    assert 'title="Edit (E)"' in shown
    assert 'data-key="e"' in shown


def test_a_menu_opens_without_a_script(draw):
    shown = draw("{% call ui.menu('More', title='More to do') %}items{% endcall %}")

    assert shown.startswith('<details class="cl-menu" data-menu>')
    assert 'aria-label="More to do"' in shown
    assert ">items</div>" in shown


def test_a_field_is_tied_to_its_label_help_and_errors(draw):
    shown = draw("{{ ui.field(form['name']) }}", form=SampleForm({}))

    assert '<label class="cl-field-label" for="id_name">Name</label>' in shown
    assert 'class="form-control is-invalid"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert shown.count('id="id_name_helptext"') == shown.count('id="id_name_error"') == 1
    assert 'role="alert"' in shown
    assert "This field is required." in shown


def test_every_kind_of_field_has_its_shape(draw):
    shown = draw("{{ ui.fields(form) }}", form=SampleForm())

    assert 'class="form-select"' in shown
    assert "<fieldset" in shown
    assert 'class="form-control cl-area"' in shown
    assert 'data-island="autogrow"' in shown
    assert 'class="form-check-input"' in shown
    assert shown.count("optional") == 2  # the text and the picture; a tick box needs no such word


def test_what_is_wrong_with_a_form_as_a_whole_stands_first(draw):
    form = SampleForm({})
    form.add_error(None, "Both are <taken>")

    shown = draw("{{ ui.fields(form) }}", form=form)

    assert shown.index("Both are &lt;taken&gt;") < shown.index("<label")


def test_pagination_turns_only_where_there_is_a_page(draw):
    shown = draw(
        "{{ ui.pagination(none, '/x/?after=9', '12 in all', {'hx-target': '#rows', 'hx-swap': 'outerHTML'}) }}"
    )

    assert '<span class="btn btn-sm" aria-disabled="true">' in shown
    assert 'href="/x/?after=9" rel="next" hx-get="/x/?after=9" hx-target="#rows" hx-swap="outerHTML"' in shown


def test_a_sorted_column_says_so(draw):
    shown = draw(
        "{% call ui.table([{'label': 'Spent', 'css': 'num', 'sort': '?s=1', 'sorted': 'down'}]) %}rows{% endcall %}"
    )

    assert 'aria-sort="descending"' in shown
    assert '<a href="?s=1">Spent' in shown


def test_components_speak_chinese(draw):
    with translation.override("zh-hans"):
        assert "剩余 3，共 5" in draw("{{ ui.quota(3, 5) }}")
        assert "14.2 MB，0:48" in draw("{{ ui.file_card('a.mp4', 14889779, note='0:48') }}")
