"""Departments, as the tree they are."""

from collections import defaultdict
from dataclasses import dataclass

from changlai.accounts.models import Department

INDENT = "\u3000"  # as wide as a Chinese character


@dataclass(frozen=True, slots=True)
class Node:
    """A department and how deep it lies; 0 is the top."""

    department: Department
    depth: int

    @property
    def indented(self) -> str:
        """The name with its depth before it, for lists to choose from."""
        return INDENT * self.depth + self.department.name


def department_tree() -> list[Node]:
    """Every department, each before those below it, by name. One statement.

    Departments in a ring, a mistake of data, stand at the end as if they were at the top.
    """
    below: dict[int | None, list[Department]] = defaultdict(list)
    every = list(Department.objects.order_by("name", "id"))
    for department in every:
        below[department.parent_id].append(department)
    found: list[Node] = []
    _add(found, below, None, 0)
    seen = {node.department.pk for node in found}
    return found + [Node(department, 0) for department in every if department.pk not in seen]


def _add(found: list[Node], below: dict[int | None, list[Department]], parent: int | None, depth: int) -> None:
    for department in below[parent]:
        found.append(Node(department, depth))
        _add(found, below, department.pk, depth + 1)
