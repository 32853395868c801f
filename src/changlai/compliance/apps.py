from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "changlai.compliance"
    label = "compliance"
