"""Many tables in one step: what Django makes of them one by one, in less time."""

from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from changlai.kernel.migrating import ID, ORGANISATION, CreateModels

TABLES = (
    migrations.CreateModel("Shelf", [ID, ORGANISATION]),
    migrations.CreateModel(
        "Book",
        [ID, ("shelf", models.ForeignKey("kernel.Shelf", models.CASCADE)), ("title", models.TextField())],
        options={
            "indexes": [models.Index(fields=["title"], name="book_title")],
            "constraints": [models.UniqueConstraint(fields=("shelf", "title"), name="book_once")],
        },
    ),
)


def statements(operations: list[Operation], *, backwards: bool = False) -> list[str]:
    """The SQL of these operations on an empty database whose models are built already."""
    states = [ProjectState()]
    assert not states[0].apps.get_models()
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards("kernel", states[-1])
    steps = list(zip(operations, states, states[1:], strict=False))
    with connection.schema_editor(collect_sql=True) as editor:
        for operation, before, after in reversed(steps) if backwards else steps:
            if backwards:
                operation.database_backwards("kernel", editor, after, before)
            else:
                operation.database_forwards("kernel", editor, before, after)
    return editor.collected_sql


def test_create_models_makes_what_single_operations_make(db):
    made = statements([CreateModels(*TABLES)])

    assert made == statements(list(TABLES))
    assert [line.split(" (")[0] for line in made if line.startswith("CREATE TABLE")] == [
        'CREATE TABLE "kernel_shelf"',
        'CREATE TABLE "kernel_book"',
    ]


def test_create_models_goes_back_in_reverse(db):
    undone = statements([CreateModels(*TABLES)], backwards=True)

    assert undone == statements(list(TABLES), backwards=True)
    assert undone == ['DROP TABLE "kernel_book" CASCADE;', 'DROP TABLE "kernel_shelf" CASCADE;']


def test_create_models_builds_related_models_once(db, monkeypatch):
    reloaded = []
    monkeypatch.setattr(ProjectState, "reload_model", lambda _, *model: reloaded.append(model))

    statements([CreateModels(*TABLES)])

    assert reloaded == []


def test_create_models_says_what_it_makes():
    assert CreateModels(*TABLES).describe() == "Create models Shelf, Book"
