"""Verbs of accounts. Each is one transaction, audited, and says by events what happened."""

from changlai.accounts.actions.first_run import first_run_url, set_up
from changlai.accounts.actions.housekeeping import forget_expired
from changlai.accounts.actions.links import issue_sign_in_link, use_sign_in_link
from changlai.accounts.actions.members import (
    change_place,
    change_role,
    create_department,
    create_member,
    hide_checklist,
    leave,
    note_seen,
    switch_off,
    switch_on,
    take_step,
)
from changlai.accounts.actions.organisations import change_organisation, create_organisation
from changlai.accounts.actions.profile import change_password, change_profile, set_password
from changlai.accounts.actions.roles import change_role_rights, copy_role, remove_role, require_second_factor
from changlai.accounts.actions.sending import freeze_sending, thaw_sending
from changlai.accounts.actions.sign_in import sign_in_with_password
from changlai.accounts.actions.tokens import (
    begin_reply,
    create_api_token,
    finish_reply,
    note_token_used,
    revoke_api_token,
)
from changlai.accounts.actions.work import (
    drop_special_day,
    keep_hours,
    keep_special_days,
    note_gone,
    note_present,
)

__all__ = [
    "begin_reply",
    "change_organisation",
    "change_password",
    "change_place",
    "change_profile",
    "change_role",
    "change_role_rights",
    "copy_role",
    "create_api_token",
    "create_department",
    "create_member",
    "create_organisation",
    "drop_special_day",
    "finish_reply",
    "first_run_url",
    "forget_expired",
    "freeze_sending",
    "hide_checklist",
    "issue_sign_in_link",
    "keep_hours",
    "keep_special_days",
    "leave",
    "note_gone",
    "note_present",
    "note_seen",
    "note_token_used",
    "remove_role",
    "require_second_factor",
    "revoke_api_token",
    "set_password",
    "set_up",
    "sign_in_with_password",
    "switch_off",
    "switch_on",
    "take_step",
    "thaw_sending",
    "use_sign_in_link",
]
