from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "changlai.orders"
    label = "orders"
