"""The settings as mypy's Django plugin loads them: the product's own, in a known environment."""

from tools.known_environment import fill_in

fill_in()

from changlai.settings import *  # noqa: E402, F403 (the environment comes first)
