"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=("accounts:settings",),
        title=_("Settings"),
        text=_("All settings you may change, with a word on each."),
    ),
    GuideTopic(
        pages=("accounts:profile", "accounts:second_factor"),
        title=_("Profile and sign-in"),
        text=_("Your name, picture, language and password, and a second factor beside it."),
        points=(_("A changed password signs you out on all other devices."),),
    ),
    GuideTopic(
        pages=("accounts:sessions",),
        title=_("Signed-in devices"),
        text=_("Where you are signed in. One you do not know is signed out here."),
    ),
    GuideTopic(
        pages=("accounts:organisation",),
        title=_("Organisation"),
        text=_("Name, language and time zone of the organisation."),
        points=(_("The time zone decides when days begin in figures and business hours."),),
    ),
    GuideTopic(
        pages=("accounts:hours",),
        title=_("Business hours"),
        text=_("When the organisation answers: by weekday, with holidays."),
        points=(_("Response times stand still outside of them, and web chats show the away text."),),
    ),
    GuideTopic(
        pages=("accounts:departments",),
        title=_("Departments"),
        text=_("The tree of departments and who leads each."),
        points=(
            _("A role that reaches the team sees what belongs to the member's department and those below it."),
            _("Import from WeCom as often as you like: it updates and never doubles, and shows first who would leave."),
        ),
    ),
    GuideTopic(
        pages=("accounts:members",),
        title=_("Colleagues"),
        text=_("Who may sign in, with which role, in which department."),
        points=(
            _("Invite by e-mail, or let colleagues in by WeCom's scan."),
            _("Who leaves is switched off, not deleted: their history stays."),
        ),
    ),
    GuideTopic(
        pages=("accounts:roles",),
        title=_("Roles"),
        text=_("What each role may do, and how far: nothing, own, team or all."),
        points=(
            _("Copy a role that comes close and change the copy."),
            _("Masked fields are shown in dots to everybody whose role does not name them."),
        ),
    ),
    GuideTopic(
        pages=("accounts:access",),
        title=_("Ask for access"),
        text=_("Why a colleague can see or do something, or why not."),
        points=(_("Choose the colleague and the thing; the rule that decides is named."),),
    ),
    GuideTopic(
        pages=("accounts:tokens",),
        title=_("API tokens"),
        text=_("Keys with which other programs use Changlai on a member's behalf."),
        points=(_("A token is shown once. Give it the least it needs, and an end."),),
    ),
    GuideTopic(
        pages=("accounts:trail", "accounts:trail_exports"),
        title=_("Audit log"),
        text=_("Who did what, when and to whom. It cannot be altered."),
        points=(
            _("Filter it, and take the result out as a file."),
            _("A file is written in the background and waits under Exports for a week; fetching it is written down."),
        ),
    ),
)
