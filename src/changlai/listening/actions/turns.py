"""Who changes what is stored of mentions takes turns."""

from changlai.kernel import db, tenancy

LOCK_CLASS = 1_818_850_165  # of who stores or deletes mentions of an organisation: one after the other
_TAKE_TURNS = "select pg_advisory_xact_lock(%b, hashtext(%b::text))"


def take_turns() -> None:
    """Whoever stores, corrects or deletes mentions of the organisation in scope waits for who does so already."""
    db.run(_TAKE_TURNS, (LOCK_CLASS, str(tenancy.organisation_id())))
