"""The door to the outside as it really stands: granian in a process of its own, on the test database."""
