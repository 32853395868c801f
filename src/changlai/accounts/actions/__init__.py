"""Verbs of accounts. Each is one transaction, audited, and says by events what happened."""

from changlai.accounts.actions.first_run import first_run_url, set_up
from changlai.accounts.actions.links import issue_sign_in_link, use_sign_in_link
from changlai.accounts.actions.members import (
    change_role,
    create_department,
    create_member,
    hide_checklist,
    note_seen,
)
from changlai.accounts.actions.organisations import create_organisation
from changlai.accounts.actions.profile import change_profile, set_password
from changlai.accounts.actions.sign_in import sign_in_with_password
from changlai.accounts.actions.tokens import create_api_token, note_token_used, revoke_api_token

__all__ = [
    "change_profile",
    "change_role",
    "create_api_token",
    "create_department",
    "create_member",
    "create_organisation",
    "first_run_url",
    "hide_checklist",
    "issue_sign_in_link",
    "note_seen",
    "note_token_used",
    "revoke_api_token",
    "set_password",
    "set_up",
    "sign_in_with_password",
    "use_sign_in_link",
]
