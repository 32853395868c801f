"""Nobody keeps rows of a customer without taking part in merging, undoing, erasing and the person's copy."""

from django.db import models

from changlai.customers.actions import participants
from changlai.customers.models import Customer
from changlai.kernel import discovery
from changlai.kernel.rls import tenant_models


def holds_customers(model: type[models.Model]) -> bool:
    """A reference to a customer, or a column that is called like one."""
    return model is Customer or any(
        field.related_model is Customer or field.column in {"customer_id", "customer_ids"}
        for field in model._meta.local_fields
    )


def test_every_table_with_a_customer_belongs_to_the_participant_of_its_module():
    held = {
        model._meta.db_table: model._meta.app_config.name
        for model in tenant_models()
        if holds_customers(model) and model._meta.app_config is not None
    }
    answered = {
        table: module.__name__.removesuffix(".participants")
        for module in discovery.rooms("participants")
        for table in module.PARTICIPANT.tables
    }

    assert {table: answered.get(table, "nobody") for table in held} == held


def test_participants_have_every_part_of_the_port():
    parts = ("tables", "holdings", "move", "undo", "erase", "export")

    assert [(one, part) for one in participants() for part in parts if not hasattr(one, part)] == []
