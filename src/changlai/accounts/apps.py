from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "changlai.accounts"
    label = "accounts"
