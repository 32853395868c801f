"""``accounts:`` lies under the organisation, ``entrance:`` at the root."""

from django.urls import path

from changlai.accounts.views import (
    members,
    organisations,
    profile,
    roles,
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
    path("members/", members.members, name="members"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/role/", members.role, name="role"),
    path("members/<int:member_id>/place/", members.place, name="place"),
    path("members/<int:member_id>/switch/", members.switch, name="switch"),
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
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revocation/", settings.revocation, name="revocation"),
]

public = (
    [
        path("sign-in/", sign_in.sign_in, name="sign_in"),
        path("sign-in/link/<str:secret>/", sign_in.link, name="link"),
        path("sign-out/", sign_in.sign_out, name="sign_out"),
        path("welcome/", welcome.welcome, name="welcome"),
        path("organisations/", organisations.choose, name="choose"),
    ],
    "entrance",
)
