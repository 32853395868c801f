"""Below the organisation."""

from django.urls import path

from changlai.channels.views import account, authorise, connect, deliveries, setup

app_name = "channels"
HOME = "settings/channels/"
ONE = f"{HOME}<int:account_id>/"
urlpatterns = [
    path(HOME, account.accounts, name="list"),
    path(f"{HOME}new/", connect.choose, name="choose"),
    path(f"{HOME}new/<slug:channel>/", setup.connect, name="connect"),
    path(ONE, account.account, name="account"),
    path(f"{ONE}setup/<slug:step>/", setup.setup, name="setup"),
    path(f"{ONE}setup/<slug:step>/heard/", setup.heard, name="heard"),
    path(f"{ONE}setup/<slug:step>/trial/", setup.trial, name="trial"),
    path(f"{HOME}authorised/<slug:channel>/", authorise.authorised, name="authorised"),
    path(f"{ONE}authorisation/", authorise.authorise, name="authorise"),
    path(f"{ONE}settings/", connect.settings, name="settings"),
    path(f"{ONE}secret/", connect.secret, name="secret"),
    path(f"{ONE}switch/", account.switch, name="switch"),
    path(f"{ONE}streams/", account.streams, name="streams"),
    path(f"{ONE}permissions/", account.permissions, name="permissions"),
    path(f"{ONE}deliveries/", deliveries.deliveries, name="deliveries"),
    path(f"{ONE}deliveries/replay/", deliveries.replay, name="replay"),
    path(f"{ONE}deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
]
