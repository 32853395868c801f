"""Housekeeping: what has expired is removed. And step by step: a platform's directory, a file of the audit log."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from changlai.accounts import actions, queries
from changlai.accounts.actions.directories import JOB
from changlai.accounts.actions.looks import JOB as LOOK
from changlai.accounts.actions.trail import JOB as EXPORT
from changlai.kernel.cron import cron, in_each
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import Job, job, outside_job
from changlai.kernel.sentences import error_in_words
from changlai.kernel.tenancy import scope


@cron("accounts.presence", every=timedelta(seconds=30))
def presence() -> None:
    """Members whose screens are all shut are offline."""
    in_each(queries.organisation_ids(), _note_gone)


def _note_gone(_organisation_id: int) -> None:
    actions.note_gone(now=timezone.now())


def _directory_given_up(job: Job, error: str) -> None:
    actions.fail_directory(import_id=int(job.body["import_id"]), trouble=error_in_words(error), now=timezone.now())


def _look_given_up(job: Job, error: str) -> None:
    asked = queries.awaited_import(int(job.body["import_id"]))
    with translation.override(asked.language or None if asked else None):
        actions.give_up_look(import_id=int(job.body["import_id"]), trouble=error_in_words(error))


def _export_given_up(job: Job, error: str) -> None:
    actions.fail_export(export_id=int(job.body["export_id"]), error=error, now=timezone.now())


@job(JOB, seconds=60, attempts=5, given_up=_directory_given_up)
def directory(jobs: Sequence[Job]) -> None:
    """The next step of taking over a directory."""
    for one in jobs:
        with scope(one.organisation_id):
            import_id = int(one.body["import_id"])
            found = queries.directory_door(import_id)
            actions.go_on_with_directory(import_id=import_id, door=found, now=timezone.now())


@outside_job(LOOK, queue="jobs", seconds=120, attempts=3, given_up=_look_given_up)
def directory_look(job: Job) -> None:
    """Ask a platform for its directory. What it refuses is told at once: whoever waits decides what to do."""
    import_id = int(job.body["import_id"])
    with scope(job.organisation_id):
        asked = queries.awaited_import(import_id)
        door = queries.directory_door(import_id)
    if asked is None:
        return
    found, trouble = None, ""
    with translation.override(asked.language or None):
        try:
            found = door.directory() if door else None
        except Refusal as refusal:
            trouble = str(refusal.sentence)
        if door is None:
            trouble = _("Its channel account is switched off. Switch it on under Settings, Channels.")
    with scope(job.organisation_id):
        if found is None:
            actions.give_up_look(import_id=import_id, trouble=trouble)
        else:
            actions.keep_look(import_id=import_id, directory=found, now=timezone.now())


@job(EXPORT, seconds=60, attempts=5, given_up=_export_given_up)
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
