"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("listening:board",),
        title=_("Listening board"),
        text=_("How much is said in public, how it is meant, about what, and of whom, beside the days before."),
        points=(
            _("Every figure opens exactly the mentions it counts; counting and storing are one step."),
            _("Choose a topic or a platform above; share of voice compares your topics with competitors'."),
            _("Rising words stand clearly more often than the days before let expect."),
            _("Each part can be taken away as a CSV file."),
        ),
    ),
    GuideTopic(
        pages=("listening:mentions", "listening:mention"),
        title=_("Mentions"),
        text=_("What people say about you in public: posts, comments and reposts of every source in the register."),
        points=(
            _("Each is stored once, however often it is delivered; reposts word for word fold into the first."),
            _("Feeling, intent, urgency and aspects are judged by machine; the words that decided are underlined."),
            _(
                "What the machine would not bet on is marked as uncertain. One click corrects it, "
                "and it learns from it."
            ),
            _("An author becomes a customer only when a case is opened or you confirm who it is."),
        ),
    ),
    GuideTopic(
        pages=("listening:cases", "listening:case"),
        title=_("Cases"),
        text=_("What was said in public and must not stay as it is: heard, answered, solved."),
        points=(
            _("A rule opens a case by itself, or you do, from a mention. An author has one open case at a time."),
            _("Its author becomes a customer; comments and private messages of theirs stand side by side."),
            _("The clock runs until the first answer arrives, in public or in private; before the end you are warned."),
            _("Solved with a cause and an outcome, it helps with the next one like it. Ask the customer by two taps."),
        ),
    ),
    GuideTopic(
        pages=("listening:alert_rules", "listening:new_alert_rule", "listening:alert_rule"),
        title=_("Alert rules"),
        text=_("When a mention becomes a case by itself, whose it is, and by when somebody must have answered."),
        points=(
            _("The first rule that holds decides. Copies of a post raise no alarm of their own."),
            _("“More than usual” compares with the same hour of the last 14 days."),
            _("“Try it” tells how many cases a rule would have made in the last seven days."),
        ),
    ),
    GuideTopic(
        pages=("listening:topics",),
        title=_("Topics"),
        text=_("What is listened for: your brands, products, campaigns and competitors, in words."),
        points=(
            _(
                "Words on one line or on several are alternatives; AND, OR, NOT and NEAR/5 join them, "
                "“...” keeps a phrase."
            ),
            _("While you write you see how many stored posts of the last 30 days it would have caught."),
            _("A watched account's every post belongs to the topic, whatever it says."),
        ),
    ),
    GuideTopic(
        pages=("listening:sources", "listening:recounts"),
        title=_("Register of sources"),
        text=_("Where mentions come from. Nothing is collected without a purpose, an origin and a time of keeping."),
        points=(
            _("An account of a channel, a feed, a program that pushes by the API, or a file."),
            _("When their time is over, mentions are deleted and the figures move with them; cases stay."),
            _("“Check the figures” counts the board again from the mentions and says whether any sum was wrong."),
        ),
    ),
)
KEYS = (
    PageKeys(
        "listening:case",
        _("Case"),
        (Key(("A",), _("Hand over")), Key(("E",), _("Mark as solved"))),
    ),
    PageKeys("listening:topics", _("Topics"), (Key(("N",), _("New topic")),)),
    PageKeys("listening:sources", _("Register of sources"), (Key(("N",), _("Add a source")),)),
    PageKeys("listening:alert_rules", _("Alert rules"), (Key(("N",), _("Add a rule")),)),
)
