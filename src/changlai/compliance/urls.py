"""Pages of compliance, under the organisation."""

from django.urls import path

from changlai.compliance import views

app_name = "compliance"
urlpatterns = [
    path("settings/sending/", views.sending, name="sending"),
    path("settings/sending/freeze/", views.freeze, name="freeze"),
    path("settings/sending/release/", views.release, name="release"),
]
