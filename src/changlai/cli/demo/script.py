"""What the demo's people say, so that the first look is a working day and not an empty room."""

from typing import Any

from changlai.cli.demo import stage

LINES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "linxiaotang",
        (
            "你好，上周在万象城店看的云栖床垫，1.8 米的还有活动价吗？",
            "可以送到余杭未来科技城吗？大概几天到",
            "另外床垫味道大不大？家里有宝宝，刚一岁",
        ),
    ),
    ("zhouye", ("餐边柜 1.5 米的有现货吗", "急，下周六搬家")),
    ("momo", ("原木餐桌能定制 1.6 米吗？", "顺便问下保养麻烦不麻烦 🙈")),
)
FRIENDS: tuple[tuple[str, str, str], ...] = (("linxiaotang", "limu", "wanxiangcheng"), ("zhouye", "tangyue", ""))
EXPECTED = sum(len(lines) for _, lines in LINES) + len(FRIENDS)


def play(cast: dict[str, Any]) -> None:
    """Friends are added first, then everybody writes to the service desk."""
    open_kfid = cast["kf_accounts"][0]["open_kfid"]
    for person, userid, state in FRIENDS:
        stage.order(f"people/{person}/add_contact", {"corpid": cast["corpid"], "userid": userid, "state": state})
    for person, lines in LINES:
        for line in lines:
            stage.order(f"people/{person}/message", {"corpid": cast["corpid"], "open_kfid": open_kfid, "text": line})
