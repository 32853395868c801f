"""Finds what modules and plugs declare, so that adding one means adding a file and nothing else."""

import importlib
import importlib.util
import pkgutil
from functools import cache
from types import ModuleType

from django.apps import apps

ROOT = "changlai."


def house_modules() -> list[str]:
    """Dotted names of the installed modules of the house, in the order of INSTALLED_APPS."""
    return [config.name for config in apps.get_app_configs() if config.name.startswith(ROOT)]


@cache
def rooms(name: str) -> tuple[ModuleType, ...]:
    """The room ``name`` (consumers, permissions, nav, ...) of every module that has one; sought once a process."""
    found = []
    for module in house_modules():
        dotted = f"{module}.{name}"
        if importlib.util.find_spec(dotted) is not None:
            found.append(importlib.import_module(dotted))
    return tuple(found)


def plugs(package: str, room: str = "") -> list[ModuleType]:
    """Every plug (module or package) directly in ``package``; with ``room``, that module of each (``manifest``)."""
    home = importlib.import_module(package)
    names = sorted(found.name for found in pkgutil.iter_modules(home.__path__))
    suffix = f".{room}" if room else ""
    return [importlib.import_module(f"{package}.{name}{suffix}") for name in names]
