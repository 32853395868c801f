"""What a person can do on a page, a program can do through the API: the same action stands behind both doors."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import SOURCE

# Actions behind pages only, and why a program has no use for them.
PAGES_ONLY = {
    "accounts.accept": "a person alone signs in, and proves who it is",
    "accounts.ask_password_reset": "a person alone signs in, and proves who it is",
    "accounts.begin_second_factor": "a person alone signs in, and proves who it is",
    "accounts.change_password": "a person alone signs in, and proves who it is",
    "accounts.check_may_give": "a check, no deed",
    "accounts.check_second_factor": "a person alone signs in, and proves who it is",
    "accounts.come_in": "a person alone signs in, and proves who it is",
    "accounts.confirm_second_factor": "a person alone signs in, and proves who it is",
    "accounts.drop_second_factor": "a person alone signs in, and proves who it is",
    "accounts.end_other_sessions": "it belongs to a browser's session",
    "accounts.end_session": "it belongs to a browser's session",
    "accounts.forget_session": "it belongs to a browser's session",
    "accounts.link": "a person alone signs in, and proves who it is",
    "accounts.make_password_link": "a person alone signs in, and proves who it is",
    "accounts.move_session": "it belongs to a browser's session",
    "accounts.note_session": "it belongs to a browser's session",
    "accounts.renew_recovery_codes": "a person alone signs in, and proves who it is",
    "accounts.reset_password": "a person alone signs in, and proves who it is",
    "accounts.set_up": "a person alone signs in, and proves who it is",
    "accounts.sign_in_with_password": "a person alone signs in, and proves who it is",
    "accounts.unlink": "a person alone signs in, and proves who it is",
    "accounts.use_sign_in_link": "a person alone signs in, and proves who it is",
    "channels.authorise": "its owner agrees in a browser; a program brings a token with the settings",
    "ai.try_out": "it calls out between two transactions; a program that has the key asks the model itself",
    "channels.resume": "it follows a test on a page; a program orders pulls",
    "channels.note_looked": "it is noted while a screen is open",
    "compliance.read_list": "it reads a form's CSV; a program sends the same entries as JSON",
    "content.keep": "a form's whole at once; writing, changing and adding a file are operations of their own",
    "content.note_use": "it is noted beside what is done",
    "inbox.rate": "a customer's page, behind a signed link",
    "inbox.read": "it is noted while a screen is open",
    "inbox.refuse": "the API's guard records a refusal by its ``afterwards``",
    "listening.note_board_export": "it notes that figures left as a file; a program reads them as JSON",
    "listening.tell_file": "it reads a form's file; a program sends the same mentions as JSON",
}


def doors(room: str) -> Iterator[Path]:
    """The files of a room (a module or a package) in every module and in the parts of web."""
    for folder in (*SOURCE.glob("*"), *SOURCE.glob("web/*")):
        yield from folder.glob(f"{room}.py")
        yield from folder.glob(f"{room}/**/*.py")


def called(room: str) -> set[str]:
    """``<module>.<action>`` of every action that the files of a room call."""
    found: set[str] = set()
    for file in doors(room):
        tree = ast.parse(file.read_text())
        names = dict(action_rooms(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                found.add(f"{names[node.value.id]}.{node.attr}")
    return {name for name in found if name.rpartition(".")[2].islower()}


def action_rooms(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names under which a file knows ``actions`` of modules, with the module's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("changlai."):
            for name in node.names:
                if name.name == "actions":
                    yield name.asname or name.name, node.module.removeprefix("changlai.")


def test_every_action_behind_a_page_stands_behind_the_api_too():
    assert sorted(called("views") - called("api") - PAGES_ONLY.keys()) == []
