"""``accounts:`` lies under the organisation, ``entrance:`` at the root."""

from django.urls import path

from changlai.accounts.views import members, organisations, profile, settings, sign_in, trail, welcome, work

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("members/", members.members, name="members"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/role/", members.role, name="role"),
    path("settings/", settings.home, name="settings"),
    path("settings/organisation/", settings.organisation, name="organisation"),
    path("presence/", work.presence, name="presence"),
    path("settings/hours/", work.hours, name="hours"),
    path("settings/hours/days/", work.days, name="special_days"),
    path("settings/hours/days/<int:day_id>/removal/", work.removal, name="special_day_removal"),
    path("settings/roles/", settings.roles, name="roles"),
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
