"""What the root conftest.py stands on: the test database and the browser."""
