"""What a writer says, apart from what they repeat of earlier mails."""

import re

_LONGEST_LINE = 400  # characters of a line that may announce a quotation
_RULES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"-{2,}\s*(original message|forwarded message|原始(邮件|信件)|转发的?邮件|转发邮件信息|回复的原邮件)\s*-{2,}$",
        r"(-{5,}|_{10,})\s*$",
        r"on\b.{6,200}\bwrote:$",
        r"(le|am|el|il)\b.{6,200}(a écrit|schrieb.{0,100}|escribió|ha scritto)\s*:$",
        r"(在)?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}.{0,200}(写道|寫道)\s*[:：]$",
        r".{0,120}(于|於)\s*\d{4}.{0,120}(写道|寫道)\s*[:：]$",
        r"\*?(发件人|寄件者|寄件人)\*?\s*[:：].{1,200}$",
        r"\*?from\*?\s*:.{0,200}@.{0,200}$",
    )
)
# Of the lines that look like a head of a mail, a second one must follow: people write "From:" themselves.
_HEAD = re.compile(
    r"\*?(sent|date|to|cc|subject|发送时间|发送日期|日期|时间|收件人|抄送|主题|收件者|主旨)\*?\s*[:：]", re.IGNORECASE
)
_NEEDS_HEAD = {1, 6, 7}  # places in _RULES


def divided(text: str) -> tuple[str, str]:
    """What the writer says, and the rest. When there is nothing before the quotation, everything is what they say."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _begins_quotation(lines, number, line.strip()):
            said = "\n".join(lines[:number]).strip()
            return (said, "\n".join(lines[number:]).strip()) if said else (text.strip(), "")
    return text.strip(), ""


def _begins_quotation(lines: list[str], number: int, line: str) -> bool:
    if line.startswith(">"):
        return _is_quoted_to_the_end(lines, number)
    if not line or len(line) > _LONGEST_LINE:
        return False
    return any(
        rule.match(line) and (place not in _NEEDS_HEAD or _has_head(lines, number)) for place, rule in enumerate(_RULES)
    )


def _has_head(lines: list[str], number: int) -> bool:
    return any(_HEAD.match(line.strip()[:100]) for line in lines[number + 1 : number + 5])


def _is_quoted_to_the_end(lines: list[str], number: int) -> bool:
    """Whether nobody says anything below: an answer between the lines is not folded away."""
    return all(not line.strip() or line.lstrip().startswith(">") for line in lines[number:])
