"""The first steps: what the modules declare in their checklist.py, and where a member stands."""

from dataclasses import dataclass, replace

from changlai.accounts.contracts import ChecklistStep, StepState
from changlai.accounts.models import Member
from changlai.kernel import discovery


@dataclass(frozen=True, slots=True)
class Step:
    """A declared step and its state for one member."""

    declared: ChecklistStep
    state: StepState


def steps(member: Member) -> list[Step]:
    """The steps the member may take, in order, each with its state. One statement a step."""
    declared = [step for room in discovery.rooms("checklist") for step in room.STEPS if member.can(step.permission)]
    found = []
    for step in declared:
        state = step.state(member)
        if state is not None:
            is_done = state.is_done or (step.by_looking and step.slug in member.checklist_steps)
            found.append(Step(step, replace(state, is_done=is_done)))
    return sorted(found, key=lambda one: (not one.state.comes_first, one.declared.order, one.declared.slug))
