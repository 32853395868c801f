"""Every step of the database has a way back."""

from django.db.migrations.loader import MigrationLoader


def test_every_migration_of_ours_can_be_undone():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()

    one_way = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if migration.__module__.startswith("changlai.")
        for operation in migration.operations
        if not operation.reversible
    ]

    assert one_way == []
