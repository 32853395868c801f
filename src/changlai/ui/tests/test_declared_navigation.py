"""What the installed modules say about the navigation is sound: addresses, icons, order of the groups."""

from django.urls import URLResolver, get_resolver

from changlai.ui import nav
from changlai.ui.icons import icon_names


def _names() -> set[str]:
    found: set[str] = set()

    def walk(resolver: URLResolver, prefix: str) -> None:
        found.update(f"{prefix}{name}" for name in resolver.reverse_dict if isinstance(name, str))
        for namespace, (_, inner) in resolver.namespace_dict.items():
            walk(inner, f"{prefix}{namespace}:")

    walk(get_resolver(), "")
    return found


def test_every_item_and_link_has_an_address_and_an_icon():
    names = _names()
    items = nav.declared_items()

    assert [item.slug for item in items if item.icon not in icon_names()] == []
    assert [item.slug for item in items if item.url_name not in names] == []
    assert [item.slug for item in items if item.count_url and item.count_url not in names] == []
    assert {slot for slot, name in nav.declared_links().items() if name not in names} == set()


def test_slugs_are_unique():
    slugs = [item.slug for item in nav.declared_items()]

    assert sorted(slugs) == sorted(set(slugs))


def test_groups_follow_the_day_of_the_people_who_use_it():
    assert [group.slug for group in nav.GROUPS] == [
        "start", "inbox", "tasks", "customers", "acquire", "grow", "nurture", "sell", "serve", "listen", "analyse",
        "settings",
    ]  # fmt: skip
    assert {group.icon for group in nav.GROUPS} <= icon_names()
