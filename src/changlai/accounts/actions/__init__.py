"""Verbs of accounts. Each is one transaction, audited, and says by events what happened."""

from changlai.accounts.actions.departments import change_department, make_department, remove_department
from changlai.accounts.actions.directories import (
    apply_directory,
    fail_directory,
    go_on_with_directory,
    stop_directory,
    take_over,
)
from changlai.accounts.actions.first_run import first_run_url, set_up
from changlai.accounts.actions.housekeeping import forget_expired
from changlai.accounts.actions.invitations import Invited, accept, invite, invite_all, resend, revoke
from changlai.accounts.actions.links import issue_sign_in_link, use_sign_in_link
from changlai.accounts.actions.looks import ask_directory, give_up_look, keep_look, keep_snapshot
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
from changlai.accounts.actions.outside import come_in, join, keep_door_rule, link, unlink
from changlai.accounts.actions.password_reset import ask_password_reset, make_password_link, reset_password
from changlai.accounts.actions.portraits import choose_portrait, drop_portrait
from changlai.accounts.actions.profile import change_password, change_profile, set_password
from changlai.accounts.actions.roles import (
    change_role_rights,
    check_may_give,
    copy_role,
    remove_role,
    require_second_factor,
)
from changlai.accounts.actions.second_factor import (
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    drop_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from changlai.accounts.actions.sending import freeze_sending, thaw_sending
from changlai.accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    forget_session,
    move_session,
    note_session,
    note_session_seen,
    sign_out_colleague,
)
from changlai.accounts.actions.sign_in import sign_in_with_password
from changlai.accounts.actions.tokens import (
    begin_reply,
    create_api_token,
    finish_reply,
    note_token_used,
    revoke_api_token,
)
from changlai.accounts.actions.trail import (
    begin_export,
    fail_export,
    fetch_export,
    forget_exports,
    go_on_with_export,
    retry_export,
    stop_export,
)
from changlai.accounts.actions.work import (
    drop_special_day,
    keep_hours,
    keep_special_days,
    note_gone,
    note_present,
)

__all__ = [
    "Invited",
    "accept",
    "apply_directory",
    "ask_directory",
    "ask_password_reset",
    "begin_export",
    "begin_reply",
    "begin_second_factor",
    "change_department",
    "change_organisation",
    "change_password",
    "change_place",
    "change_profile",
    "change_role",
    "change_role_rights",
    "check_may_give",
    "check_second_factor",
    "choose_portrait",
    "come_in",
    "confirm_second_factor",
    "copy_role",
    "create_api_token",
    "create_department",
    "create_member",
    "create_organisation",
    "drop_portrait",
    "drop_second_factor",
    "drop_special_day",
    "end_other_sessions",
    "end_session",
    "fail_directory",
    "fail_export",
    "fetch_export",
    "finish_reply",
    "first_run_url",
    "forget_expired",
    "forget_exports",
    "forget_session",
    "freeze_sending",
    "give_up_look",
    "go_on_with_directory",
    "go_on_with_export",
    "hide_checklist",
    "invite",
    "invite_all",
    "issue_sign_in_link",
    "join",
    "keep_door_rule",
    "keep_hours",
    "keep_look",
    "keep_snapshot",
    "keep_special_days",
    "leave",
    "link",
    "make_department",
    "make_password_link",
    "move_session",
    "note_gone",
    "note_present",
    "note_seen",
    "note_session",
    "note_session_seen",
    "note_token_used",
    "remove_department",
    "remove_role",
    "renew_recovery_codes",
    "require_second_factor",
    "resend",
    "reset_password",
    "reset_second_factor",
    "retry_export",
    "revoke",
    "revoke_api_token",
    "set_password",
    "set_up",
    "sign_in_with_password",
    "sign_out_colleague",
    "stop_directory",
    "stop_export",
    "switch_off",
    "switch_on",
    "take_over",
    "take_step",
    "thaw_sending",
    "unlink",
    "use_sign_in_link",
]
