"""A customer's message and a colleague's click both open conversations; the constraint lets one of them through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from changlai.inbox.errors import AlreadyOpen

CONSTRAINT = "conversation_open_once"


@contextmanager
def only_one_open() -> Iterator[None]:
    """Around the statement that takes a closed conversation up again.

    Raises AlreadyOpen when a message that is just arriving has opened another one, which no look could see yet.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if CONSTRAINT not in str(error):
            raise
        raise AlreadyOpen from error
