"""What the board is asked for."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.inbox.queries.board import Period
from changlai.kernel import tenancy
from changlai.listening.models.figures import EVERYTHING


@dataclass(frozen=True, slots=True)
class Asked:
    """Days of the organisation's calendar, of one topic or of everything, on one platform or on all ("")."""

    period: Period
    topic_id: int = EVERYTHING
    platform: str = ""
    member: Member | None = None  # who asks: of cases everybody counts what they may see

    @property
    def before(self) -> "Asked":
        """The same of as many days before: what it is compared with."""
        return replace(self, period=self.period.before)

    @property
    def everything(self) -> "Asked":
        """The same days and platform, whatever the topic."""
        return replace(self, topic_id=EVERYTHING)

    def parameters(self) -> dict[str, Any]:
        """For statements: the organisation, its zone, first and last day, and the moments they begin and end."""
        organisation_id = tenancy.organisation_id()
        zone = accounts.zone_of(organisation_id)
        start, end = (
            datetime.combine(day, time(), zone) for day in (self.period.first, self.period.last + timedelta(days=1))
        )
        return {
            "org": organisation_id,
            "zone": zone.key,
            "first": self.period.first,
            "last": self.period.last,
            "start": start,
            "end": end,
            "topic": self.topic_id,
            "platform": self.platform,
        }
