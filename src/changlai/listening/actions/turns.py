"""Who changes what is stored of mentions takes turns."""

from changlai.kernel import turns


def take_turns() -> None:
    """Whoever stores, corrects or deletes mentions of the organisation in scope waits for who does so already."""
    turns.take("listening.mentions")
