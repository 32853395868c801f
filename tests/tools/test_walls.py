"""Tests cannot reach the world, and what one of them commits the next one does not see."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from changlai.accounts.models import Organisation


def test_no_test_reaches_the_internet():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
        pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"),
    ):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", ["first", "second"])
def test_committed_rows_are_gone_in_the_next_test(_round, test_database):
    seen = Organisation.objects.count()

    Organisation.objects.create(name="Left behind", slug="left-behind")

    assert seen == 0
