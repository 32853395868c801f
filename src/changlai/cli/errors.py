"""What goes wrong at the command line, as a sentence for the person in front of it."""


class Trouble(Exception):
    """Ends the command with this sentence on standard error and exit code 1, without a stack."""
