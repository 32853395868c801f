"""What a colleague reads when Weibo refuses: English msgids, translated where they are shown."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

BUSY = _("Weibo is busy. It is tried again by itself.")
UNREACHABLE = _("Weibo did not answer. It is tried again by itself; check the network if this goes on.")
UNCERTAIN = _(
    "It was handed to Weibo, but no answer came back, so it may have arrived. Look on Weibo before you send it again."
)
BLOCKED = _(
    "Weibo's address is not on the public Internet, so it was not called. An operator can correct CHANGLAI_WEIBO_URL "
    "or allow the address with CHANGLAI_OUTBOUND_ALLOW."
)
UNKNOWN = _("Weibo refused this with a code we have no words for. Look the code up in Weibo's documentation:")
TOO_OFTEN = _("Weibo's limit of calls is used up. It goes on by itself when Weibo allows it again.")
TOKEN = _(
    "Weibo no longer accepts the authorisation: it ended, or the account withdrew it. Authorise the account again in "
    "its settings."
)
UNAUTHORISED = _(
    "Nobody has authorised the account yet, so nothing comes from Weibo and nobody can be answered there. Open the "
    "connection guide and authorise it at Weibo."
)
BACK = _(
    "Weibo does not know our address. Enter the address that the connection guide shows on the page of the app, under "
    "OAuth2.0 settings, and authorise again."
)
SECRET = _("The App Key and the App Secret do not belong together. Copy both again from the page of the app.")
CODE = _("The authorisation came too late or was used already. Authorise the account again.")
DECLINED = _("The authorisation was declined at Weibo, so nothing has changed.")
OTHER_ACCOUNT = _(
    "The authorisation belongs to another Weibo account than the UID in the settings. Sign in to Weibo as the account "
    "to be connected, and authorise it again."
)
APP = _("Weibo does not know this App Key, or the app was shut. Look at the app on Weibo's open platform.")
NOT_ALLOWED = _(
    "The app may not do this on Weibo. Apply for this interface on the page of the app, on Weibo's open platform, or "
    "use the commercial interfaces."
)
IP = _("Weibo does not take calls from this server's address. Enter it on the page of the app: IP whitelist.")
PARAMETERS = _("Weibo could not use what we sent. Please report the code and the time to us.")
NOBODY = _("This Weibo user does not exist any more, or is shut away.")
GONE = _("The post or comment has been deleted, so it cannot be answered any more. Write a private message instead.")
REPEATED = _("Weibo does not take the same text twice. Change the words and send it again.")
TOO_LONG = _("The text is too long: Weibo takes 140 Chinese characters (280 letters) in a comment. Make it shorter.")
EMPTY = _("The message is empty. Write something.")
ONLY_FOLLOWED = _(
    "The author takes comments only from people they follow or trust. Write a private message if Weibo permits one."
)
UNLAWFUL = _("Weibo holds the text to be unlawful or advertising. Change the words.")
POSTS = _("Weibo allows no more answers in this hour. It is sent later by itself.")
WINDOW = _(
    "Weibo lets companies answer only: within 48 hours after somebody wrote, once after they named the company, and "
    "not after they stopped following. Answer in public, or wait until they write again."
)
KIND = _("Weibo takes text only here. Send words, or a link in them.")
NO_FILE = _("Weibo no longer keeps this file. Ask the customer to send it again.")
NO_UID = _("Enter the UID of a Weibo account (digits), its address (https://weibo.com/u/…) or @ and its name.")
# What opens the private window besides writing, by the kind of delivery.
OPENED = {
    "event.follow": gettext_lazy("since they followed us"),
    "event.scan": gettext_lazy("since they scanned our code"),
    "event.scan_follow": gettext_lazy("since they scanned our code and followed us"),
    "event.click": gettext_lazy("since they tapped our menu"),
}
