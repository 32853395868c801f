"""The words of the mail page."""

TEXTS = {
    "title": ("沙箱邮箱", "Sandbox mail"),
    "lead": (
        "这里扮演给企业写邮件的客户。写一封，它会像真的邮件一样经 IMAP 进入收件箱；企业的回复经 SMTP 回到这里。",
        (
            "Here you play the customers who write to the company. A mail arrives in its inbox like a real one, "
            "by IMAP, and its answers come back here by SMTP."
        ),
    ),
    "who": ("扮演谁", "Who you play"),
    "mails": ("邮件", "Mails"),
    "none": ("还没有邮件。", "No mails yet."),
    "choose": ("选一封邮件来看，或写一封新的。", "Choose a mail to read, or write a new one."),
    "new": ("写邮件", "Write a mail"),
    "answer": ("回复", "Answer"),
    "to": ("收件人", "To"),
    "subject": ("主题", "Subject"),
    "text": ("正文", "Text"),
    "picture": ("附一张图片", "Attach a picture"),
    "send": ("发送", "Send"),
    "sent": ("已发", "Sent"),
    "files": ("附件", "Attachments"),
    "off": (
        "邮件服务没有启动：端口被其他程序占用。",
        "The mail service is not running: its port is taken by another program.",
    ),
    "company": (
        "还没有企业邮箱：先用 up --demo 启动。",
        "There is no company mailbox yet: start with up --demo.",
    ),
    "gone": (
        "寄给以 gone 或 nobody 开头的地址会被退回；以 refused 开头的当场拒收。",
        "Mails to addresses that begin with gone or nobody come back; those to refused are turned away at once.",
    ),
    "missing": ("请填写收件人、主题和正文。", "Fill in To, subject and text."),
    "phone": ("手机", "Phone"),
    "language": ("English", "中文"),
}


def texts(language: str) -> dict[str, str]:
    """All words in one language, zh or en."""
    place = 1 if language == "en" else 0
    return {name: both[place] for name, both in TEXTS.items()}
