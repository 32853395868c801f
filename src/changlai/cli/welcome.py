"""``python -m changlai.cli.welcome [--demo]``: print the link with which a person enters for the first time.

A program of its own, so that the supervisor never loads Django. With --demo it makes (or renews) the demo company.
"""

import sys

from changlai.cli.django import load_django


def main() -> None:
    load_django()
    if "--demo" in sys.argv[1:]:
        from changlai.cli.demo import prepare  # noqa: PLC0415 (app ready)

        print(prepare())
    else:
        from changlai.accounts import actions as accounts  # noqa: PLC0415 (app ready)
        from changlai.cli.demo import reconnect  # noqa: PLC0415 (app ready)

        reconnect()
        print(accounts.first_run_url())


if __name__ == "__main__":
    main()
