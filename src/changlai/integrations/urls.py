"""Pages of integrations, under the organisation."""

from django.urls import path

from changlai.integrations import views

app_name = "integrations"
urlpatterns = [
    path("settings/webhooks/", views.endpoints, name="list"),
    path("settings/webhooks/new/", views.new, name="new"),
    path("settings/webhooks/<int:endpoint_id>/", views.endpoint, name="endpoint"),
    path("settings/webhooks/<int:endpoint_id>/secret/", views.secret, name="secret"),
    path("settings/webhooks/<int:endpoint_id>/switch/", views.switching, name="switch"),
    path("settings/webhooks/<int:endpoint_id>/pings/", views.pings, name="pings"),
    path("settings/webhooks/<int:endpoint_id>/replays/", views.replays, name="replays"),
    path("settings/webhooks/<int:endpoint_id>/removal/", views.removal, name="removal"),
    path("settings/webhooks/deliveries/<int:delivery_id>/", views.delivery, name="delivery"),
    path("settings/webhooks/deliveries/<int:delivery_id>/replays/", views.delivery_replay, name="delivery_replay"),
]
