"""WeCom's refusals in words: what happened, why, and what to do. All texts are English msgids for gettext."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

# msg_send_fail.fail_type: a message that WeCom had taken did not arrive (document path 94670).
_UNDELIVERED: Mapping[int, str] = {
    0: gettext_noop(
        "WeCom could not deliver the message and gave no reason. Send it again, or reach the customer another way."
    ),
    1: gettext_noop(
        "The customer's WeChat account was deleted, so nothing can reach it. Reach the customer another way."
    ),
    2: gettext_noop(
        "WeChat has closed this service desk. Look at its state in WeCom's admin console under WeChat Customer Service."
    ),
    4: gettext_noop("More than 48 hours have passed since the customer last wrote. Wait until they write again."),
    5: gettext_noop("The conversation had already ended. Wait until the customer writes again."),
    6: gettext_noop("Five messages were already sent since the customer last wrote. Wait until they write again."),
    7: gettext_noop(
        "The service desk is not linked to a Channels account. Link one in WeCom's admin console under "
        "WeChat Customer Service."
    ),
    8: gettext_noop("The company is not verified. Verify it in WeCom's admin console under My Company."),
    9: gettext_noop(
        "The company is not verified and the service desk is not linked to a Channels account. Settle both "
        "in WeCom's admin console."
    ),
    10: gettext_noop("The customer refuses messages of this service desk. Reach the customer another way."),
}


def undelivered(fail_type: int | None) -> str:
    """Why a message did not arrive; newer reasons read like the unknown one."""
    return _UNDELIVERED.get(fail_type or 0, _UNDELIVERED[0])
