from django.apps import AppConfig

from changlai.kernel.moments import read_in_utc


class KernelConfig(AppConfig):
    name = "changlai.kernel"
    label = "kernel"

    def ready(self) -> None:
        read_in_utc()
