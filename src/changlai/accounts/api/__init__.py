"""Accounts for programs."""

from changlai.accounts.api import departments, invitations, members, organisation, roles, tokens
from changlai.accounts.api.routing import router

__all__ = ["departments", "invitations", "members", "organisation", "roles", "router", "tokens"]
