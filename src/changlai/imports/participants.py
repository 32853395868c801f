"""Rows of tables when a person is forgotten or asks for a copy. A merge moves nothing: a row keeps the id it made."""

from collections.abc import Mapping
from typing import Any

from changlai.customers.contracts import Section, Traces
from changlai.customers.participation import Rows
from changlai.imports import actions
from changlai.imports.models import ImportRow


class Imports(Rows):
    """See customers.contracts.Participant."""

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        return actions.forget_person(traces)

    def export(self, traces: Traces) -> list[Section]:
        rows = ImportRow.objects.filter(run__kind="customer", record_id__in=traces.customer_ids).select_related("run")
        told: list[Mapping[str, Any]] = [
            {
                "file": row.run.name,
                "source": row.run.source,
                "basis": row.run.basis,
                "at": row.run.created_at,
                "cells": dict(zip(row.run.headers, row.cells, strict=False)),
            }
            for row in rows.order_by("id")
        ]
        return [Section("imported_rows", told)]


PARTICIPANT = Imports()
