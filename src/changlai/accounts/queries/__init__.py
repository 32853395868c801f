"""Questions about organisations, members and what they may see."""

from changlai.accounts.queries.departments import department_tree
from changlai.accounts.queries.entry import (
    LinkMail,
    get_invitation,
    invitation_link,
    invitation_mail,
    invitations,
    password_reset_mail,
    reset_user,
    sessions,
)
from changlai.accounts.queries.explain import Answer, Decision, decide, explain, record_at, record_kinds
from changlai.accounts.queries.members import administrators, get_for, may_see_field, member_of, tokens, visible_members
from changlai.accounts.queries.membership import (
    Entrance,
    entrance,
    has_organisations,
    only_organisation,
    organisation_ids,
    organisations_of,
    token_entrance,
)
from changlai.accounts.queries.reach import reach, team_ids
from changlai.accounts.queries.roles import get_role, holders, masks, matrix, roles
from changlai.accounts.queries.sending import freeze_in, freeze_of, is_sending_frozen
from changlai.accounts.queries.trail import Line, Wanted, trail, words
from changlai.accounts.queries.work import (
    calendar,
    hours,
    hours_in,
    online_ids,
    presence_of,
    presences,
    special_days,
)

__all__ = [
    "Answer",
    "Decision",
    "Entrance",
    "Line",
    "LinkMail",
    "Wanted",
    "administrators",
    "calendar",
    "decide",
    "department_tree",
    "entrance",
    "explain",
    "freeze_in",
    "freeze_of",
    "get_for",
    "get_invitation",
    "get_role",
    "has_organisations",
    "holders",
    "hours",
    "hours_in",
    "invitation_link",
    "invitation_mail",
    "invitations",
    "is_sending_frozen",
    "masks",
    "matrix",
    "may_see_field",
    "member_of",
    "online_ids",
    "only_organisation",
    "organisation_ids",
    "organisations_of",
    "password_reset_mail",
    "presence_of",
    "presences",
    "reach",
    "record_at",
    "record_kinds",
    "reset_user",
    "roles",
    "sessions",
    "special_days",
    "team_ids",
    "token_entrance",
    "tokens",
    "trail",
    "visible_members",
    "words",
]
