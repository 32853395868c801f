"""How the channel room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "channels.authorised": _("authorised a channel account at its platform"),
    "channels.changed": _("changed a channel account"),
    "channels.connected": _("connected a channel account"),
    "channels.payload_seen": _("looked at what a platform delivered"),
    "channels.secret_renewed": _("made a new secret for a channel account"),
    "channels.replayed": _("replayed deliveries"),
    "channels.switched_off": _("switched a channel account off"),
    "channels.switched_on": _("switched a channel account on"),
}

FIELDS = {
    "channel": _("Channel"),
    "count": _("How many"),
    "delivery": _("Delivery"),
    "fields": _("Settings"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "channels.fetch": _("Fetch what a callback only hinted at"),
    "channels.listen": _("Stay connected to a platform"),
    "channels.look": _("Look for news again after a while"),
    "channels.media": _("Fetch the files of a message"),
    "channels.member_message": _("Tell a colleague in the work app"),
    "channels.pull": _("Fetch what is new from a platform"),
    "channels.send": _("Send messages"),
    "channels.start": _("Begin with a new channel account"),
    "channels.urgent": _("Send a welcome message"),
}
