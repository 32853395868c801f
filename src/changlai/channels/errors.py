"""What can go wrong between a platform and us."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from changlai.kernel.errors import Refusal

SLOWLY = gettext_noop("We have used up the calls of this minute, so it goes on by itself a little later. The call:")


class BadSignature(Exception):
    """The request is not the platform's, or not for this account. ``reason`` is a slug for the health page."""

    def __init__(self, reason: str = "bad_signature") -> None:
        super().__init__(reason)
        self.reason = reason


class BadPayload(Exception):
    """The request is genuine or not, but cannot be read. ``reason`` is a slug for the health page."""

    def __init__(self, reason: str = "bad_payload") -> None:
        super().__init__(reason)
        self.reason = reason


class CallFailed(Exception):
    """The platform did not do what we asked.

    ``permanent``: asking again is no use. ``code`` is the platform's, ``sentence`` says what, why and what to do: an
    English msgid, which contracts.in_words tells everybody in their own language. ``uncertain``: the request left us
    and no answer came, so it may have been done. ``nowhere`` is the identity (kind, scope, value) that was written to
    when there is nobody behind it, so that no other message will arrive there either.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        permanent: bool,
        uncertain: bool = False,
        wait: float = 0.0,
        nowhere: tuple[str, str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.permanent = permanent
        self.uncertain = uncertain
        self.wait = wait  # seconds the platform asks us to wait; 0 is up to us
        self.nowhere = nowhere


class RateLimited(CallFailed):
    """Our own bucket is empty or the platform has blocked us: nothing was sent, try again after ``wait`` seconds."""

    def __init__(self, api: str, wait: float) -> None:
        super().__init__("rate_limited", f"{SLOWLY} {api}", permanent=False, wait=wait)


class AuthorisationAstray(Refusal):
    """Somebody came back from a platform who was not sent there from this browser, or long ago."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This authorisation was not begun in this browser, or too long ago, so nothing was changed. Open the "
                "account's connection guide and authorise it again."
            ),
            rule="channels.authorisation_astray",
        )

    @staticmethod
    def declined() -> str:
        """What is said when the owner did not agree."""
        return _("The account was not authorised: at the platform somebody said no. Nothing was changed.")


class AccountOff(Refusal):
    """Nothing is fetched for an account that is switched off."""

    def __init__(self) -> None:
        super().__init__(
            _("This channel account is switched off. An administrator can switch it on under Settings, Channels."),
            rule="channels.account_off",
        )


class AlreadyConnected(Refusal):
    """The platform's app is connected here already; a second account of it would bring everything twice."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "This is already connected here as “%(name)s”, and a second time would bring every message twice. "
                "Open that account under Settings, Channels to change it or to switch it on."
            )
            % {"name": name},
            rule="channels.already_connected",
        )


class CannotRenew(Refusal):
    """The channel's secrets are made on the other side."""

    def __init__(self) -> None:
        super().__init__(
            _("The keys of this channel are made on its platform. Make new ones there and enter them here."),
            rule="channels.cannot_renew",
        )


class CannotWatch(Refusal):
    """Nobody's posts can be followed by what was entered; ``why`` says it in the adapter's words."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why or _("Nobody's posts can be followed through this account."), rule="channels.cannot_watch")


class NothingToReplay(Refusal):
    """Nothing was ticked, and nothing arrived since that moment."""

    def __init__(self) -> None:
        super().__init__(
            _("There is nothing to handle again: tick deliveries, or choose an earlier moment."),
            rule="channels.nothing_to_replay",
        )


class TooMuchToReplay(Refusal):
    """One replay takes on a bounded number, so that the house stays quick for everybody else."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("More than %(limit)d deliveries arrived since then. Choose a later moment, and go on from there.")
            % {"limit": limit},
            rule="channels.too_much_to_replay",
        )
