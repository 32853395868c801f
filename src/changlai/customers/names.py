"""Names of people compared: whether two names may be one person's, as somebody at a counter would say.

Chinese names are a surname and one or two characters; a nickname is anything else. Two full names that differ are two
people, whatever number they share: families and reception desks do.
"""

import re
import unicodedata
from enum import StrEnum

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑梁罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾"
    "邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符"
    "辛苗詹曲欧靳祁路涂宁桂霍翁甘景薄单包司柏阮游霍屈鲍涂闫肖"
)
_DOUBLE = frozenset({"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯", "端木"})
_TITLES = frozenset(
    [
        "先生",
        "女士",
        "小姐",
        "太太",
        "老师",
        "经理",
        "总监",
        "总",
        "工",
        "姐",
        "哥",
        "师傅",
        "老板",
        "阿姨",
        "叔叔",
        "医生",
    ]
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LIKE_AN_ID = re.compile(r"(?=.*\d)[a-z0-9._@+\-]+")
_NOISE = re.compile(r"[\W_]+")
FULL = (2, 4)  # characters of a full Chinese name


class Likeness(StrEnum):
    """How two names stand to each other."""

    SAME = "same"
    CLOSE = "close"  # 王建国 and 王总, 林小满 and 林小曼: may well be one person
    UNKNOWN = "unknown"  # one of them is a nickname, or says nothing
    DIFFERENT = "different"  # two full names


def key(name: str) -> str:
    """The name as it is compared: one width, one case, no spaces and signs; empty for what is an account, no name."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    if _LIKE_AN_ID.fullmatch(plain):
        return ""
    return _NOISE.sub("", plain)


def is_full(name: str) -> bool:
    """Whether a compared name reads like a Chinese person's whole name."""
    return bool(_HAN.fullmatch(name)) and FULL[0] <= len(name) <= FULL[1] and _given(name) != ""


def _given(name: str) -> str:
    """What follows the surname; empty when it begins with none, or a title follows."""
    rest = name[2:] if name[:2] in _DOUBLE else name[1:] if name[:1] in _SURNAMES else ""
    return "" if rest in _TITLES or len(rest) > FULL[0] else rest


def likeness(first: str, second: str) -> Likeness:
    """How two names stand to each other; an empty one says nothing."""
    a, b = key(first), key(second)
    if not a or not b:
        return Likeness.UNKNOWN
    if a == b:
        return Likeness.SAME
    if _is_close(a, b) or _is_close(b, a):
        return Likeness.CLOSE
    return Likeness.DIFFERENT if is_full(a) and is_full(b) else Likeness.UNKNOWN


def _is_close(whole: str, other: str) -> bool:
    """A given name alone, a surname with a title, a doubled character, or one character written otherwise."""
    given = _given(whole)
    if given and len(given) > 1 and other == given:
        return True
    surname = whole[: len(whole) - len(given)] if given else ""
    if surname and any(other == surname + title for title in _TITLES):
        return True
    if given and other in {given[-1] * 2, f"小{given[-1]}", f"阿{given[-1]}", f"小{surname}", f"老{surname}"}:
        return True
    is_long = len(whole) == len(other) > FULL[0]
    return is_long and sum(x != y for x, y in zip(whole, other, strict=True)) == 1


def may_be_merged(first: str, second: str) -> bool:
    """Whether the machine may take the bearers of one number or address for one person: the same name, or one that
    says nothing because there is none.
    """
    a, b = key(first), key(second)
    return a == b or not a or not b
