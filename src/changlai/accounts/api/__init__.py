"""Accounts for programs."""

from changlai.accounts.api import (
    departments,
    doors,
    invitations,
    members,
    organisation,
    profile,
    reasons,
    roles,
    tokens,
    trail,
)
from changlai.accounts.api.routing import router

__all__ = [
    "departments",
    "doors",
    "invitations",
    "members",
    "organisation",
    "profile",
    "reasons",
    "roles",
    "router",
    "tokens",
    "trail",
]
