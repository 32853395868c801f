"""The demo company: made through the same doors as real data, with the sandbox playing the platform."""

from changlai.cli.demo.company import fill, info, prepare

__all__ = ["fill", "info", "prepare"]
