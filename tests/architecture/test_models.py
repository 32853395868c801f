"""Models know only what lies below them, and rows of one organisation stay among themselves."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from tests.architecture.house import floors, may_know

# Found by a random value or its digest, before any organisation is known: nobody can meet another's by guessing.
RANDOM_KEYS = ["accounts.ApiToken.prefix", "channels.Account.hook_key"]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in floors()]


def references() -> Iterator[tuple[type[models.Model], models.Field[Any, Any], type[models.Model]]]:
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignObject) and isinstance(field.related_model, type):
                yield model, field, field.related_model


def test_references_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in references()
        if target._meta.app_label in floors() and not may_know(model._meta.app_label, target._meta.app_label)
    ]

    assert upward == []


def test_references_between_rows_of_an_organisation_are_composite():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in references()
        if issubclass(model, OrgModel) and issubclass(target, OrgModel) and not isinstance(field, OrgForeignKey)
    ]

    assert loose == []


def test_uniqueness_holds_within_an_organisation():
    """A unique rule across organisations would tell one of them what the other has."""
    leaky = []
    for model in our_models():
        if issubclass(model, OrgModel):
            fields = (field for field in model._meta.local_fields if field.unique and not field.primary_key)
            leaky += [f"{model._meta.label}.{field.name}" for field in fields]
            leaky += [f"{model._meta.label}: {rule.name}" for rule in unique_rules(model) if not begins_with_us(rule)]

    assert sorted(leaky) == RANDOM_KEYS


def unique_rules(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]


def begins_with_us(rule: models.UniqueConstraint) -> bool:
    names = [*rule.fields, *(getattr(part, "name", "") for part in rule.expressions)]
    return names[0] in {"organisation", "organisation_id"}
