from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "changlai.customers"
    label = "customers"
