"""Rows are checked and written in several lanes at once, in one worker or in several: each takes the next piece of the
table that nobody has, and what becomes of it, that the piece is done and what it adds to the figures is one commit.

A worker that dies lets go of its piece; it is somebody else's then. Who finds no piece left ends the stage, once: the
import is locked for it. Whoever was overtaken (stopped, begun anew) keeps nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from changlai.imports.actions.checking import check_piece, end_check
from changlai.imports.actions.pieces import LIGHTLY, Overtaken, Piece, drop, next_piece, step_left
from changlai.imports.actions.writing import finish, write_piece
from changlai.imports.enums import ImportState, Step
from changlai.imports.models import ImportRun
from changlai.kernel import bulk, db
from changlai.kernel.jobs import ENDING, RetryIn
from changlai.kernel.tenancy import scope

TRIES = 5  # of one piece, when the database asks to do it again or somebody else was at it
ALONE = frozenset({Step.FIRST, Step.REST})  # after which there is more to do for all
LATER = 0.05  # seconds until a lane asks for it again

Hold = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """What is done with the pieces of a stage, and what ends it."""

    deal: Callable[[ImportRun, Piece], None]
    end: Callable[[ImportRun], None]
    turns: Callable[[ImportRun], Sequence[int]]  # whose pieces it takes; 0: those that were read and not checked yet


def _write(run: ImportRun, piece: Piece) -> None:
    bulk.hold(run.organisation_id)
    write_piece(run, piece, timezone.now())


STAGES = {
    ImportState.CHECKING: Stage(check_piece, end_check, lambda run: (0, run.turn)),
    ImportState.RUNNING: Stage(_write, lambda run: finish(run, timezone.now()), lambda run: (run.turn,)),
}


class Lane:
    """One of those that work on a stage of an import."""

    def __init__(self, run: ImportRun, hold: Hold) -> None:
        self.run, self.hold, self.stage = run, hold, STAGES[ImportState(run.state)]

    def work(self) -> bool:
        """Piece after piece, until there is none to be had; whether the import is somewhere else by now."""
        tries = 0
        while not ENDING.is_set():
            try:
                if not self._piece() and (is_elsewhere := self._end()) is not None:
                    return is_elsewhere
                tries = 0
            except Overtaken as error:
                tries += 1
                if not self._is_there():
                    return True
                if tries >= TRIES:
                    raise RetryIn(1) from error
            except Exception as error:
                tries += 1
                if tries >= TRIES or not db.is_transient(error):
                    raise
                db.drop_connection()
        raise RetryIn(1)

    def _piece(self) -> bool:
        """The next piece that nobody has; False when there is none. Raises Overtaken.

        The job is held before: whoever orders it has locked the import, which a piece is counted on at its end.
        """
        with scope(self.run.organisation_id):
            self.hold()
        with scope(self.run.organisation_id):
            run = self._same(_runs().filter(pk=self.run.pk).first())
            if run is None:
                raise Overtaken(self.run.pk)
            piece = next_piece(run, self.stage.turns(run))
            if piece is not None:
                db.run(LIGHTLY)
                self.stage.deal(run, piece)
        return piece is not None

    def _end(self) -> bool | None:
        """End the stage, unless others are still at it: False then, or None when there is more to do for all as soon
        as they are done.
        """
        with scope(self.run.organisation_id):
            run = self._same(_runs().select_for_update(of=("self",)).filter(pk=self.run.pk).first())
            if run is None:
                return True
            turns = self.stage.turns(run)
            left = step_left(run, turns)
            if left is None:
                self.hold()
                drop(run)
                self.stage.end(run)
                return True
            if left not in ALONE:  # what was done for all may just be done
                return False if next_piece(run, turns) is None else None
        ENDING.wait(LATER)
        return None

    def _is_there(self) -> bool:
        with scope(self.run.organisation_id):
            return self._same(_runs().filter(pk=self.run.pk).first()) is not None

    def _same(self, found: ImportRun | None) -> ImportRun | None:
        """The import, when it still stands where this lane took it up."""
        if found is None or (found.state, found.trouble, found.turn) != (self.run.state, "", self.run.turn):
            return None
        return found


def _runs() -> "QuerySet[ImportRun]":
    return ImportRun.objects.select_related("member__role", "member__user")
