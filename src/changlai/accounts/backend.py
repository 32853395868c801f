"""Who is signed in, asked with every page."""

from django.contrib.auth.backends import ModelBackend

from changlai.accounts.models import User
from changlai.kernel import shapes


class Members(ModelBackend):
    """Django's own, with a user read by a prepared statement."""

    def get_user(self, user_id: int) -> User | None:
        """None for one who is gone or switched off."""
        found = shapes.ask([("u", User)], "from accounts_user u where u.id = %(id)s", {"id": user_id})
        return found[0][0] if found and self.user_can_authenticate(found[0][0]) else None
