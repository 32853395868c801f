"""Expected refusals of integrations."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Refusal


class BadAddress(Refusal):
    def __init__(self, url: str) -> None:
        super().__init__(
            _("“%(url)s” is no address we can send to. Give a whole address that begins with https://.")
            % {"url": url[:200]},
            rule="integrations.bad_address",
        )


class UnknownTopics(Refusal):
    def __init__(self, topics: str) -> None:
        super().__init__(
            _("There is no event called %(topics)s. Choose from the list of events.") % {"topics": topics},
            rule="integrations.unknown_topics",
        )


class TooManyEndpoints(Refusal):
    def __init__(self, limit: int) -> None:
        super().__init__(
            _("There are %(limit)d webhooks already. Remove one that is no longer needed.") % {"limit": limit},
            rule="integrations.too_many_endpoints",
        )


class EndpointOff(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This webhook is switched off. Switch it on first."), rule="integrations.endpoint_off")
