"""What a colleague reads when WeCom refuses: English msgids, translated where they are shown.

Names of the admin console's pages follow its English edition; the Chinese texts name them as WeCom's console does.
"""

from django.utils.translation import gettext_noop as _

BUSY = _("WeCom is busy. It is tried again by itself.")
TOKEN = _("WeCom ended the access token early. It is tried again with a new one by itself.")
TOO_OFTEN = _("WeCom asks us to slow down. It goes on by itself in about a minute.")
UNREACHABLE = _("WeCom did not answer. It is tried again by itself; check the network if this goes on.")
UNCERTAIN = _(
    "The message was handed to WeCom, but no answer came back, so it may have arrived. Look in the chat before "
    "you send it again."
)
BLOCKED = _(
    "WeCom's address is not on the public Internet, so it was not called. An operator can correct "
    "CHANGLAI_WECOM_URL or allow the address with CHANGLAI_OUTBOUND_ALLOW."
)
UNKNOWN = _(
    "WeCom refused this with a code we have no words for. Look the code up in WeCom's error code tool, or send "
    "it to us."
)

SECRET = _(
    "WeCom does not accept the secret: it was reset, or it belongs to another app or company. Copy it again from "
    "Admin console → App Management → the app, and save the settings."
)
CORPID = _(
    "WeCom does not know this corp ID. Copy it from Admin console → My Company → Company Information, and save "
    "the settings."
)
AGENT = _(
    "The AgentId does not belong to the secret. Copy both from the same page: Admin console → App Management → the app."
)
NOT_ALLOWED = _(
    "The app may not do this. Add it under Admin console → Customer Contact → API → Apps that can call the API; "
    "for service desks, under App Management → WeChat Customer Service → API."
)
REVOKED = _("WeCom has withdrawn this right from the app. An administrator must give it again in the admin console.")
RETIRED = _("WeCom no longer offers what was asked. Please report the code to us.")
DESK_NOT_GRANTED = _(
    "This service desk was not handed to the app. Choose it under Admin console → App Management → WeChat "
    "Customer Service → API, with the right to manage accounts and to send and receive messages."
)
DOMAIN = _("This address is not a trusted domain of the app. Add it on the page of the app: Trusted Domain.")
APP_DISABLED = _("The app is disabled. Enable it under Admin console → App Management → the app.")
NOT_VISIBLE = _(
    "The app may not see this colleague or department. Widen its visible range: Admin console → App Management → "
    "the app → Visible Range."
)
TRUSTED_IP = _(
    "WeCom does not trust this server's address. Add its public IP under Admin console → App Management → the app → "
    "Company's Trusted IP, which the console offers once the app has a callback address; it works about a minute later."
)
TRUSTED_IP_TOLD = _(
    "WeCom does not trust this server's address. Add it under Admin console → App Management → the app → Company's "
    "Trusted IP, which the console offers once the app has a callback address; it works about a minute later. The "
    "address WeCom sees:"
)
NO_CONTACT_RIGHT = _(
    "Nobody in the app's visible range may use Customer Contact. Choose colleagues under Admin console → "
    "Customer Contact → Permission Configuration."
)
DESK_MODE = _(
    "WeChat Customer Service runs in another mode than the secret belongs to. Enter the secret of the mode in "
    "use: Admin console → App Management → WeChat Customer Service → API."
)
DESK_API_OFF = _(
    "The API of WeChat Customer Service is switched off or given to another developer. Switch it on for this app: "
    "Admin console → App Management → WeChat Customer Service → API."
)

MEMBER = _(
    "WeCom does not know this colleague: they have left, or the app may not see them. Check the app's visible "
    "range in the admin console."
)
PARAMETERS = _("WeCom could not use what we sent. Please report the code and the time to us.")
CUSTOMER = _(
    "WeCom does not know this customer in your company any more. The customer or the colleague has probably "
    "deleted the contact."
)
EMPTY = _("The message is empty. Write something, or add a file.")
TOO_LONG = _("The text is too long: WeCom takes 2,048 bytes, about 680 Chinese characters. Send it in parts.")
NOBODY = _("None of the receivers exists or is visible to the app. Choose others, or widen its visible range.")
OTHER_CORP = _("This belongs to another company. Check that corp ID and secret are of the same company.")
NO_RELATION = _(
    "The colleague and the customer are not contacts any more, so WeCom does not allow this. The customer has to "
    "be added again."
)
NOT_ACTIVATED = _(
    "The colleague has not signed in to WeCom yet, or has not verified their name. Ask them to do so in the WeCom app."
)

WELCOME_LATE = _("The welcome message came too late: WeCom takes it within 20 seconds, and once.")
WELCOME_TAKEN = _(
    "Another app or the admin console had already sent a welcome message, or the chat had begun. Switch the other "
    "one off if ours should be sent."
)
WELCOME_ARCHIVE = _(
    "The customer has not agreed to the archiving of chats yet, so WeCom does not allow a welcome message."
)

FILE_TYPE = _(
    "WeCom does not take this kind of file: pictures must be JPG or PNG, voice AMR, videos MP4. Convert it, or "
    "send it as a file."
)
FILE_SIZE = _(
    "The file is empty or too large for WeCom: pictures and voice up to 2 MB, videos 10 MB, files 20 MB. Make it "
    "smaller, or send a link."
)
FILE_GONE = _("WeCom keeps files for three days, and this one is gone. Ask the customer to send it again.")
VOICE_LONG = _("The recording is too long: WeCom takes 60 seconds. Send it in parts.")
ONE_FILE = _("A message to WeChat carries one file. Send the others in messages of their own.")
NO_SUCH_KIND = _("WeChat Customer Service cannot send this kind of message. Send text, a file or a link.")

DESK = _(
    "This service desk does not exist any more, or belongs to another company. Look under Admin console → App "
    "Management → WeChat Customer Service."
)
FIVE_MESSAGES = _("Five messages were already sent since the customer last wrote. Wait until they write again.")
WINDOW = _("More than 48 hours have passed since the customer last wrote. Wait until they write again.")
NOT_VERIFIED = _("The company is not verified. Verify it in WeCom's admin console under My Company.")
DESK_TOKEN = _("The token of the notice has expired. The messages are fetched without it by themselves.")
ENDED = _("The conversation had already ended. Wait until the customer writes again.")
SESSION_STATE = _(
    "A colleague holds this conversation in the WeCom app, or it has ended, so WeCom lets no message through from "
    "here. Answer there, or wait until the customer writes again."
)
TYPE_FORBIDDEN = _("This service desk may not send this kind of message. Send plain text.")

UNDELIVERED = _(
    "WeCom could not deliver the message and gave no reason. Send it again, or reach the customer another way."
)
ACCOUNT_DELETED = _(
    "The customer's WeChat account was deleted, so nothing can reach it. Reach the customer another way."
)
DESK_CLOSED = _(
    "WeChat has closed this service desk. Look at its state under Admin console → App Management → WeChat "
    "Customer Service."
)
NO_VIDEO_CHANNEL = _(
    "The service desk is not linked to a Channels account. Link one under Admin console → App Management → WeChat "
    "Customer Service."
)
NEITHER = _(
    "The company is not verified and the service desk is not linked to a Channels account. Settle both in "
    "WeCom's admin console."
)
REFUSED_BY_CUSTOMER = _("The customer refuses messages of this service desk. Reach the customer another way.")
