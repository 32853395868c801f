"""What cannot be done with organisations, members, roles, departments and tokens, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changlai.kernel.errors import Conflict, Forbidden, Refusal

MINUTE = 60


class UnknownPermission(LookupError):
    """A programming error: code asks for a permission that no module declares."""

    def __init__(self, slug: str) -> None:
        module = slug.partition(".")[0]
        super().__init__(f"no module declares the permission {slug!r}; add it to {module}/permissions.py")


class UnknownField(LookupError):
    """A programming error: code asks for a masked field that no module declares."""

    def __init__(self, slug: str) -> None:
        module = slug.partition(".")[0]
        super().__init__(f"no module declares the masked field {slug!r}; add it to {module}/permissions.py")


class AlreadyTaken(Conflict):
    """A name that must be unique is used by something else."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("“%(what)s” is already in use. Choose another.") % {"what": what}, rule="accounts.already_taken"
        )


class LastAdministrator(Refusal):
    """Without an administrator nobody could manage the organisation any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s is the last administrator. Make somebody else administrator first.") % {"name": name},
            rule="accounts.last_administrator",
        )


class AlreadyMember(Conflict):
    """Who is to be invited is here already."""

    def __init__(self, name: str, *, is_active: bool) -> None:
        sentence = (
            _("%(name)s is already a colleague.")
            if is_active
            else _("%(name)s was a colleague and is switched off. Switch them on again on their page.")
        )
        super().__init__(sentence % {"name": name}, rule="accounts.already_member")


class AlreadyInvited(Conflict):
    """An invitation to this address is open."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s has been invited already. Send the invitation again if the mail was lost.") % {"email": email},
            rule="accounts.already_invited",
        )


class DirectoryNotRead(Conflict):
    """Of a directory that the platform has not told there is nothing to take over."""

    def __init__(self, trouble: str) -> None:
        sentence = _("The directory could not be read: %(trouble)s") % {"trouble": trouble}
        waiting = _("The directory is still being read. Look at the preview first; it appears by itself.")
        super().__init__(sentence if trouble else waiting, rule="accounts.directory_not_read")


class ImportOver(Conflict):
    """A look at a directory is taken over once."""

    def __init__(self) -> None:
        super().__init__(
            _("This preview was taken over already, or the directory was read again. Look at the newest one."),
            rule="accounts.import_over",
        )


class ImportUnderWay(Conflict):
    """One directory is taken over by one order at a time."""

    def __init__(self) -> None:
        super().__init__(
            _("This directory is being taken over right now. Wait until it is done, or stop it, then read it again."),
            rule="accounts.import_under_way",
        )


class DepartmentInRing(Refusal):
    """A department cannot lie below itself."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” cannot lie below itself. Choose another department above it.") % {"name": name},
            rule="accounts.department_in_ring",
        )


class DepartmentInUse(Refusal):
    """A department goes only when it is empty."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” still has people or departments in it. Move them elsewhere first.") % {"name": name},
            rule="accounts.department_in_use",
        )


class NotYourself(Refusal):
    """A colleague does this, so that nobody locks himself out."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot switch yourself off. Ask another administrator to do it."), rule="accounts.not_yourself"
        )


class MayNotGive(Forbidden):
    """Nobody hands out, or takes away, more than they have themselves."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _("The role “%(role)s” goes further than your own. Ask an administrator to do this.") % {"role": role},
            rule="accounts.may_not_give",
        )


class SystemRoleStays(Refusal):
    """The roles of the first day are the same in every organisation."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _("“%(role)s” is one of the roles every organisation has, and stays as it is. Copy it and change the copy.")
            % {"role": role},
            rule="accounts.system_role_stays",
        )


class RoleInUse(Refusal):
    """A role goes only when nobody has it any more."""

    def __init__(self, role: str, count: int) -> None:
        super().__init__(
            ngettext(
                "%(count)d colleague still has the role “%(role)s”. Give them another role first.",
                "%(count)d colleagues still have the role “%(role)s”. Give them another role first.",
                count,
            )
            % {"count": count, "role": role},
            rule="accounts.role_in_use",
        )


class NotAPicture(Refusal):
    """Something else was chosen to be known by."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is no picture. Choose a JPEG, PNG, GIF or WebP file.") % {"name": name},
            rule="accounts.not_a_picture",
        )


class RoleStillGiven(Refusal):
    """A role goes only when nothing gives it any more."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _(
                "Invitations that wait, API tokens or a platform's sign-in still give the role “%(role)s”. Take them "
                "back or choose another role there first."
            )
            % {"role": role},
            rule="accounts.role_still_given",
        )


class NoSuchGrant(Refusal):
    """A role is given something that does not exist."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("“%(what)s” is not something a role can have. See the list of permissions for what there is.")
            % {"what": what},
            rule="accounts.no_such_grant",
        )


class NoReason(Refusal):
    """Whoever stops the sending of a whole organisation says why: colleagues read it on every page."""

    def __init__(self) -> None:
        super().__init__(
            _("Say in a few words why sending is stopped; your colleagues read it on every page."),
            rule="accounts.no_reason",
        )


class NotFrozen(Conflict):
    """Somebody else has let messages go already."""

    def __init__(self) -> None:
        super().__init__(_("Sending is not stopped, so there is nothing to resume."), rule="accounts.not_frozen")


class MissingPermission(Forbidden):
    """The member's role does not include an action."""

    def __init__(self, *, permission: str, sentence: str) -> None:
        super().__init__(sentence, rule="accounts.missing_permission", facts={"permission": permission})


class BadHours(Refusal):
    """Hours in which nobody ever works leave every customer waiting for ever."""

    def __init__(self) -> None:
        super().__init__(
            _("Open at least one day of the week, or choose “always open”: else nobody would ever be due to answer."),
            rule="accounts.bad_hours",
        )


class TooManyDays(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The last day must not lie before the first, and at most one year may be named at once."),
            rule="accounts.too_many_days",
        )


class NarrowToken(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _("A token that is narrowed or expires makes no others. Make the new one under Settings, API tokens."),
            rule="narrow_token",
        )


class UnknownTimeZone(Refusal):
    def __init__(self, zone: str) -> None:
        super().__init__(
            _("“%(zone)s” is no time zone. Give an IANA name such as Asia/Shanghai.") % {"zone": zone},
            rule="unknown_time_zone",
        )


class ExportUnderWay(Conflict):
    """One file of the log at a time, each."""

    def __init__(self) -> None:
        super().__init__(
            _("A file of the audit log is being written for you. Wait for it, or stop it under Exports."),
            rule="accounts.export_under_way",
        )


class ExportOver(Conflict):
    """It has ended meanwhile, or goes on already."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is no longer as the page shows it. Reload the page to see how far it is."),
            rule="accounts.export_over",
        )


class ExportGone(Refusal):
    """Not written yet, stopped, or too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("There is no file to fetch: it is not written yet, was stopped, failed, or is too old. Export again."),
            rule="accounts.export_gone",
        )
