"""Error answers in WeCom's form: HTTP 200 and a code; the codes are those of document path 90313."""

TEXTS = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    40056: "invalid agentid",
    40058: "invalid parameter",
    40063: "some parameters are empty",
    40068: "invalid tagid",
    40071: "invalid tag name",
    40072: "invalid tag name length",
    40096: "invalid external userid",
    40126: "corp tag count exceeds limit",
    41001: "access_token missing",
    41004: "secret missing",
    41050: "welcome code invalid or expired",
    41051: "externaluser has started chatting",
    41064: "attachments count exceeds limit",
    41065: "invalid attachment type",
    42001: "access_token expired",
    42003: "code expired",
    42022: "code has been used",
    44001: "empty media data",
    44004: "empty content",
    45001: "media data size out of limit",
    45002: "message content size out of limit",
    45009: "reach max api daily quota limit",
    45033: "api concurrent out of limit",
    48002: "api forbidden",
    60003: "department not found",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    81013: "user & party & tag all invalid",
    84061: "not external contact",
    84074: "no external contact permission",
    301002: "not allow operate another agent with this accesstoken",
    830002: "file too large, use range",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95004: "open_kfid not exist",
    95005: "kf account count limit",
    95006: "invalid kf account name",
    95007: "invalid msg token",
    95008: "menu item count exceeds limit",
    95009: "invalid menu item type",
    95013: "conversation end",
    95014: "user is not servicer",
    95016: "not allow to change servicestate",
    95018: "send msg session status invalid",
    95019: "servicer not available",
}


class ApiError(Exception):
    """A call is refused with this code."""

    def __init__(self, code: int, detail: str = "") -> None:
        """`detail` is put behind the platform's own words."""
        self.code = code
        self.text = TEXTS.get(code, "error") + (f": {detail}" if detail else "")
        super().__init__(f"{code} {self.text}")

    def answer(self, *, hint: str, ip: str) -> dict[str, object]:
        """The JSON body, with the hint and link the platform puts into errmsg."""
        link = f"https://open.work.weixin.qq.com/devtool/query?e={self.code}"
        return {
            "errcode": self.code,
            "errmsg": f"{self.text}, hint: [{hint}], from ip: {ip}, more info at {link}",
        }
