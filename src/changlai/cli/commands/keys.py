"""The keys of encrypted fields: status, new, rotate.

`keys status` counts what each key protects. To change the key: `keys new` puts a new one first, then restart, so that
every process knows it, then `keys rotate` seals everything anew and drops what no value needs. Each step may be
interrupted and repeated. Where CHANGLAI_FIELD_KEYS is set by the operator, `keys new` and `keys rotate` print what to
set there instead of writing it.
"""

import argparse
import os
from pathlib import Path

from changlai.cli.django import load_django
from changlai.cli.environment import data_folder, new_field_key, ready_environment, replace_field_keys
from changlai.cli.errors import Trouble
from changlai.cli.supervision.state import is_running, read_state


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("status", "new", "rotate"))


def run(options: argparse.Namespace) -> int:
    ours = "CHANGLAI_FIELD_KEYS" not in os.environ  # else they are the operator's to keep
    actions = {"status": show, "new": add_key, "rotate": rotate}
    with ready_environment():
        load_django()
        actions[options.action](data_folder() if ours else None)
    return 0


def show(_: Path | None) -> None:
    """Print each key's id and how many values lie under it."""
    from changlai.accounts import queries as accounts  # noqa: PLC0415 (app ready)
    from changlai.kernel.rotation import key_usage  # noqa: PLC0415 (app ready)

    usage = key_usage(accounts.organisation_ids())
    configured = key_ids(os.environ["CHANGLAI_FIELD_KEYS"])
    for key_id in configured:
        note = "new values" if key_id == configured[0] else ""
        print(f"{key_id:<16}{usage.pop(key_id, 0):>10} values  {note}".rstrip())
    for key_id, count in usage.items():
        print(f"{key_id:<16}{count:>10} values  this key is MISSING: they cannot be read")


def add_key(data: Path | None) -> None:
    """Put a new key in front; it takes effect at the next start."""
    keys = os.environ["CHANGLAI_FIELD_KEYS"]
    numbers = [int(key_id[1:]) for key_id in key_ids(keys) if key_id[:1] == "k" and key_id[1:].isdigit()]
    keep(data, f"{new_field_key(f'k{max(numbers, default=0) + 1}')},{keys}")
    print("a new key stands first. Now restart (changlai down, changlai up), then: changlai keys rotate")


def rotate(data: Path | None) -> None:
    """Seal every value under the newest key, and drop keys that protect nothing."""
    from changlai.accounts import queries as accounts  # noqa: PLC0415 (app ready)
    from changlai.kernel.rotation import reencrypt, unused_keys  # noqa: PLC0415 (app ready)

    newest = key_ids(os.environ["CHANGLAI_FIELD_KEYS"])[0]
    state = read_state(data_folder()) if is_running(data_folder()) else None
    if state and state.field_key != newest:
        raise Trouble(f"the running processes do not know the key {newest} yet: restart first (changlai down, up)")
    organisations = accounts.organisation_ids()
    done = reencrypt(organisations)
    print(f"{done.changed} values sealed anew, {done.unreadable} could not be read and stay as they are")
    unused = set(unused_keys(organisations))
    if unused:
        kept = [key for key in os.environ["CHANGLAI_FIELD_KEYS"].split(",") if key.partition(":")[0] not in unused]
        keep(data, ",".join(kept))
        print(f"dropped: {', '.join(sorted(unused))}. Keep them with your old back-ups: those need them")


def keep(data: Path | None, keys: str) -> None:
    """Write the list where it comes from, or hand it to the operator."""
    if data:
        replace_field_keys(data, keys)
    else:
        print(f"set CHANGLAI_FIELD_KEYS={keys}")


def key_ids(keys: str) -> list[str]:
    return [key.partition(":")[0] for key in keys.split(",") if key]
