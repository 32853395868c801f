"""Pages of notices, under the organisation."""

from django.urls import path

from changlai.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/menu/", views.menu, name="menu"),
    path("notices/reading/", views.all_read, name="all_read"),
    path("notices/choices/", views.choices, name="choices"),
    path("notices/habits/", views.habits, name="habits"),
    path("notices/trial/", views.trial, name="trial"),
    path("notices/<int:notification_id>/", views.notice, name="notice"),
    path("notices/<int:notification_id>/reading/", views.read, name="read"),
    path("settings/mail/", views.mail, name="mail"),
    path("settings/mail/trial/", views.mail_trial, name="mail_trial"),
    path("settings/mail/<int:mail_id>/replays/", views.mail_replay, name="mail_replay"),
]
