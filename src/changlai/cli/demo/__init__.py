"""The demo company: made through the same doors as real data, with the sandbox playing the platform."""

from changlai.cli.demo.company import fill, prepare, reconnect
from changlai.cli.demo.facts import info

__all__ = ["fill", "info", "prepare", "reconnect"]
