"""A text without what points at a person: before it leaves the house, nothing of that kind is in it any more."""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST_NAME = 2  # characters: a single one is a word of the language far more often than a name

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元顾孟平黄穆萧尹姚邵湛汪祁毛狄米贝明戴宋庞熊纪舒"
    "屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房丁邓石崔龚程段侯武刘景叶黎白"
)
_TITLES = (
    "先生|女士|小姐|太太|老师|师傅|经理|店长|主管|医生|大夫|律师|教练|同学|阿姨|叔叔|哥|姐|"
    "总(?![是共算体结之会要有觉在能被想])"
)
_UNITS = "号楼|号院|栋|幢|单元|室|弄"
_ROADS = "(?:路|街|巷|小区)"
_CHINESE = r"[\u4e00-\u9fff]"
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MASKS = tuple(
    (re.compile(pattern, re.IGNORECASE), mask)
    for pattern, mask in (
        (r"(?:https?://|www\.)[^\s\u3000-\u9fff\uff00-\uffef]+", "[link]"),
        (r"[a-z0-9_.+\-]{1,64}@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", "[mail]"),
        (r"@[\w\-·]{1,30}", "[name]"),
        (r"(?:微信|薇信|vx|wx|v信|qq)号?\s*[:：是为]?\s*[a-z0-9_\-]{5,30}", "[account]"),
        (r"(?<!\d)\d{17}[\dx](?!\d)", "[id]"),
        (r"(?<!\d)(?:\+?86[\s\-]?)?1[3-9]\d(?:[\s\-.]?\d{4}){2}(?!\d)", "[phone]"),
        (r"(?<!\d)0\d{2,3}[\s\-]?\d{7,8}(?!\d)", "[phone]"),
        (rf"[{_PLATES}][a-z][·\s]?[a-z0-9]{{5,6}}(?![a-z0-9])", "[plate]"),
        (r"(?<![a-z\d])(?=(?:[a-z\-]*\d){4})[a-z\d\-]{8,40}(?![a-z\d])", "[number]"),
        (r"(?<!\d)\d(?:[ \-.]?\d){6,40}(?!\d)", "[number]"),
        (rf"(?:{_CHINESE}{{2,6}}{_ROADS})?(?:\d{{1,5}}号)?\d{{1,5}}(?:{_UNITS})[\d\-]{{0,8}}", "[address]"),
        (rf"{_CHINESE}{{2,4}}{_ROADS}\d{{1,5}}号", "[address]"),
        (rf"(?:欧阳|司马|上官|诸葛|[{_SURNAMES}]){_CHINESE}{{0,2}}?(?={_TITLES})", "[name]"),
        (rf"(?<=我叫)[{_SURNAMES}]{_CHINESE}{{1,2}}|(?<=我是)[{_SURNAMES}]{_CHINESE}{{2}}", "[name]"),
    )
)


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The text with links, addresses, phones, ids, numbers of orders and accounts, and names as classes.

    ``names`` are those known to be of people; more are recognised by what stands beside them. Wide and invisible
    characters do not hide a number.
    """
    text = _plain(text)
    known = {plain for name in names if len(plain := _plain(name).strip()) >= SHORTEST_NAME}
    if known:
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        text = re.sub("|".join(map(re.escape, longest_first)), "[name]", text, flags=re.IGNORECASE)
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def _plain(text: str) -> str:
    """Without invisible characters, wide digits and letters as narrow ones; signs stay as they are written."""
    told = text.encode("utf-8", "replace").decode()
    return told if told.isascii() and told.isprintable() else "".join(map(_narrow, told))


def _narrow(one: str) -> str:
    if unicodedata.category(one) in {"Cf", "Cc"}:
        return one if one in "\n\t" else ""
    plain = unicodedata.normalize("NFKC", one)
    return plain if plain.isascii() and (plain.isalnum() or plain in {"@", ".", "-"}) else one
