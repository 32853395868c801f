"""Accounts for programs."""

from changlai.accounts.api import departments, invitations, members, organisation, reasons, roles, tokens, trail
from changlai.accounts.api.routing import router

__all__ = ["departments", "invitations", "members", "organisation", "reasons", "roles", "router", "tokens", "trail"]
