"""``accounts:`` lies under the organisation, ``entrance:`` at the root."""

from django.urls import path

from changlai.accounts.views import (
    invitations,
    members,
    organisations,
    passwords,
    profile,
    roles,
    second_factor,
    sessions,
    settings,
    sign_in,
    trail,
    welcome,
    work,
)

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("profile/second-factor/", second_factor.second_factor, name="second_factor"),
    path("profile/second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("profile/second-factor/removal/", second_factor.removal, name="second_factor_removal"),
    path("profile/sessions/", sessions.sessions, name="sessions"),
    path("profile/sessions/<int:session_id>/end/", sessions.end, name="session_end"),
    path("members/", members.members, name="members"),
    path("members/invitations/", invitations.invitations, name="invitations"),
    path("members/invitations/<int:invitation_id>/link/", invitations.link, name="invitation_link"),
    path("members/invitations/<int:invitation_id>/sending/", invitations.sending, name="invitation_sending"),
    path("members/invitations/<int:invitation_id>/revocation/", invitations.revocation, name="invitation_revocation"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/role/", members.role, name="role"),
    path("members/<int:member_id>/place/", members.place, name="place"),
    path("members/<int:member_id>/switch/", members.switch, name="switch"),
    path("members/<int:member_id>/sign-out/", members.sign_out, name="member_sign_out"),
    path("members/<int:member_id>/second-factor/", members.second_factor, name="member_second_factor"),
    path("settings/", settings.home, name="settings"),
    path("settings/organisation/", settings.organisation, name="organisation"),
    path("presence/", work.presence, name="presence"),
    path("settings/hours/", work.hours, name="hours"),
    path("settings/hours/days/", work.days, name="special_days"),
    path("settings/hours/days/<int:day_id>/removal/", work.removal, name="special_day_removal"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/new/", roles.new, name="new_role"),
    path("settings/roles/<int:role_id>/", roles.role, name="one_role"),
    path("settings/roles/<int:role_id>/rights/", roles.rights, name="rights"),
    path("settings/roles/<int:role_id>/second-factor/", roles.second_factor, name="role_second_factor"),
    path("settings/roles/<int:role_id>/removal/", roles.removal, name="role_removal"),
    path("settings/access/", roles.access, name="access"),
    path("settings/audit/", trail.trail, name="trail"),
    path("settings/audit/export/", trail.export, name="trail_export"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revocation/", settings.revocation, name="revocation"),
]

public = (
    [
        path("sign-in/", sign_in.sign_in, name="sign_in"),
        path("sign-in/link/<str:secret>/", sign_in.link, name="link"),
        path("sign-in/second-factor/", sign_in.second_factor, name="second_factor"),
        path("sign-in/password/", passwords.forgotten, name="forgotten"),
        path("sign-in/password/<str:ticket>/", passwords.new_password, name="new_password"),
        path("invitations/<str:ticket>/", invitations.invitation, name="invitation"),
        path("sign-out/", sign_in.sign_out, name="sign_out"),
        path("welcome/", welcome.welcome, name="welcome"),
        path("organisations/", organisations.choose, name="choose"),
    ],
    "entrance",
)
