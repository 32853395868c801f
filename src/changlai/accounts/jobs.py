"""Housekeeping: what has expired is removed. And step by step: a platform's directory, a file of the audit log."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.actions.directories import JOB
from changlai.accounts.actions.trail import JOB as EXPORT
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope


@cron("accounts.presence", every=timedelta(seconds=30))
def presence() -> None:
    """Members whose screens are all shut are offline."""
    in_each(queries.organisation_ids(), _note_gone)


def _note_gone(_organisation_id: int) -> None:
    actions.note_gone(now=timezone.now())


@job(JOB, seconds=60, attempts=5)
def directory(jobs: Sequence[Job]) -> None:
    """The next step of taking over a directory."""
    for one in jobs:
        with scope(one.organisation_id):
            import_id = int(one.body["import_id"])
            found = queries.directory_door(import_id)
            actions.go_on_with_directory(import_id=import_id, door=found, now=timezone.now())


@job(EXPORT, seconds=60, attempts=5)
def export(jobs: Sequence[Job]) -> None:
    """The next piece of a file of the audit log."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.go_on_with_export(export_id=int(one.body["export_id"]), now=timezone.now())


@cron("accounts.forget_expired", every=timedelta(hours=1), offset=timedelta(minutes=7))
def forget() -> None:
    """Expired sessions, links, attempts and remembered API answers."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    with scope(*queries.organisation_ids()):
        actions.forget_expired(now=now)
    in_each(queries.organisation_ids(), _forget_exports)


def _forget_exports(_organisation_id: int) -> None:
    actions.forget_exports(now=timezone.now())
