"""Below the organisation."""

from django.urls import path

from changlai.ai import views

app_name = "ai"
urlpatterns = [
    path("settings/language-model/", views.model, name="model"),
    path("settings/language-model/switch/", views.switch, name="switch"),
    path("settings/language-model/trial/", views.trial, name="trial"),
    path("settings/language-model/removal/", views.removal, name="removal"),
]
