"""Departments made here by hand."""

from changlai.accounts.errors import DepartmentInRing, DepartmentInUse
from changlai.accounts.models import Department, DepartmentLead, Member
from changlai.kernel import audit


def make_department(*, name: str, parent: Department | None, by: Member) -> Department:
    """A department, under ``parent`` or at the top."""
    department = Department.objects.create(name=name, parent=parent)
    changes = {"parent": parent.name if parent else ""}
    audit.record("accounts.department.made", actor=by, obj=department, changes=changes)
    return department


def change_department(*, department: Department, name: str, parent: Department | None, by: Member) -> None:
    """Another name or place. Raises DepartmentInRing when it would lie below itself."""
    above = parent
    while above is not None:
        if above.pk == department.pk:
            raise DepartmentInRing(department.name)
        above = above.parent
    before = department.parent
    told = {
        "name": [department.name, name],
        "parent": [before.name if before else "", parent.name if parent else ""],
    }
    changes = {key: change for key, change in told.items() if change[0] != change[1]}
    if changes:
        department.name, department.parent = name, parent
        department.save(update_fields=["name", "parent"])
        audit.record("accounts.department.changed", actor=by, obj=department, changes=changes)


def remove_department(*, department: Department, by: Member) -> None:
    """Forget an empty department. Raises DepartmentInUse."""
    Department.objects.select_for_update().get(pk=department.pk)
    people = Member.objects.filter(department=department).count()
    if people or Department.objects.filter(parent=department).exists():
        raise DepartmentInUse(department.name)
    DepartmentLead.objects.filter(department=department).delete()
    audit.record("accounts.department.removed", actor=by, obj=department)
    department.delete()
