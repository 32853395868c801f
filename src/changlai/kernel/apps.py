from django.apps import AppConfig

from changlai.kernel.columns import send_columns_at_once
from changlai.kernel.moments import read_in_utc


class KernelConfig(AppConfig):
    name = "changlai.kernel"
    label = "kernel"

    def ready(self) -> None:
        read_in_utc()
        send_columns_at_once()
