"""Sessions in the database, read by a prepared statement: every page asks for one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Store
from django.utils import timezone

from changlai.kernel import db

_DATA = "select session_data from django_session where session_key = %(key)s and expire_date > %(now)s"


class SessionStore(Store):
    """Django's own but for the reading. The name is the one that it looks for."""

    def load(self) -> dict[str, Any]:
        """What is kept; of a session that is unknown or over, nothing, and its key is not used again."""
        data = db.value(_DATA, {"key": self.session_key, "now": timezone.now()}) if self.session_key else None
        if data is None:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(data)
        return kept
