"""A complete, fixed environment for tools and tests, so that the settings load without a running product.

Nothing here is a secret: the values exist in this file only and protect nothing.
"""

import base64
import os

SECRET_KEY = "only-for-tools-and-tests-" + "0123456789abcdef" * 4
FIELD_KEYS = f"t2:{base64.b64encode(b'2' * 32).decode()},t1:{base64.b64encode(b'1' * 32).decode()}"
NO_DATABASE = "postgresql://nobody:none@127.0.0.1:1/none"


def known_environment(database_url: str = NO_DATABASE) -> dict[str, str]:
    """What the settings need."""
    return {
        "CHANGLAI_DATABASE_URL": database_url,
        "CHANGLAI_SECRET_KEY": SECRET_KEY,
        "CHANGLAI_FIELD_KEYS": FIELD_KEYS,
        "CHANGLAI_PUBLIC_URL": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "changlai.settings",
    }


def fill_in() -> None:
    """Complete this process's environment, keeping what is already set."""
    for name, value in known_environment().items():
        os.environ.setdefault(name, value)
