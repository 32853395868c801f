"""The mail server of the mailbox tests: Debian's Dovecot, installed when we may."""

import os
import shutil
import subprocess
import sys

PACKAGE = "dovecot-imapd"
PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"


class NoDovecot(Exception):
    """There is no Dovecot and we may not install one; the sentence names the package."""


def ensure_dovecot() -> str:
    """The path of Dovecot, installed with apt-get when it is missing and we are root; raises NoDovecot."""
    path = _find()
    if not path and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {PACKAGE}", file=sys.stderr)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", PACKAGE]
        subprocess.run(["apt-get", "update", "-qq"], env=environment, capture_output=True, check=False)
        subprocess.run(install, env=environment, capture_output=True, check=False)
        path = _find()
    if not path:
        raise NoDovecot(f"the tests of mailboxes need a real mail server: sudo apt install {PACKAGE}")
    return path


def _find() -> str:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:{PLACES}") or ""


if __name__ == "__main__":
    print(ensure_dovecot())
