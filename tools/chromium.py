"""The browser of the browser tests: Debian's Chromium with a Chinese font, installed when we may.

Its headless shell before the whole program: the same engine without the windows that nobody sees takes a third of
the processor's time for the same pages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
PACKAGES = (SHELL, "fonts-wqy-microhei")
PROGRAMS = (SHELL, "chromium", "chromium-browser", "google-chrome")
CHINESE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
# Without these, headless Chromium calls home at every start, or refuses to run as root and in small containers.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class NoBrowser(Exception):
    """There is no Chromium and we may not install one; the sentence names the packages."""


def ensure_chromium() -> str:
    """The path of Chromium, installed with apt-get when it is missing and we are root; raises NoBrowser."""
    chosen = os.environ.get("CHANGLAI_CHROMIUM", "")
    path = chosen or _find()
    if _may_install() and not ((chosen or shutil.which(SHELL)) and CHINESE_FONT.exists()):
        print(f"installing {' '.join(PACKAGES)}", file=sys.stderr)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(["apt-get", "update", "-qq"], env=environment, capture_output=True, check=False)
        subprocess.run(install, env=environment, capture_output=True, check=False)
        path = chosen or _find()
    if not path:
        raise NoBrowser(
            f"browser tests need Chromium and a Chinese font: sudo apt install {' '.join(PACKAGES)} "
            "(or set CHANGLAI_CHROMIUM to a Chromium you have)"
        )
    return path


def _find() -> str:
    return next(filter(None, map(shutil.which, PROGRAMS)), "")


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


if __name__ == "__main__":
    print(ensure_chromium())
