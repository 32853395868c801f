"""The import contracts cover the house as it stands."""

from tests.architecture.house import CONTRACTS, NO_FLOOR, TOOL_BOXES, contracts, floors, listed, modules


def test_every_module_has_a_floor():
    assert modules() - floors().keys() == set()
    assert set(listed("floors", "exhaustive_ignores")) == NO_FLOOR | {"__main__"}


def test_every_module_with_rooms_is_under_the_contract_of_rooms():
    assert {name.removeprefix("changlai.") for name in listed("rooms", "containers")} == modules() - TOOL_BOXES


def test_walls_have_no_holes():
    assert "ignore_imports" not in CONTRACTS.read_text().replace("Never add ignore_imports", "")
    assert [name for name in contracts().sections() if ":contract:" in name] == [
        f"importlinter:contract:{name}"
        for name in ("floors", "rooms", "private", "adapters", "adapters-thin", "one-door-out")
    ]
