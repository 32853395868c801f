"""The published set of labelled pairs: two records each, of one person or of two, as firms really meet them.

Made from a fixed seed, so that everybody has the same 20,000. A record is what a platform or a table tells of somebody.
Two people with one number never have the same name here: nothing in the records could tell them apart.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SEED = 20_260_401
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑梁罗宋谢唐韩曹许邓萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文玉兰梅晨曦雨欣怡浩宇泽轩梓涵子墨思远嘉琪"
NICKNAMES = (
    "开心果",
    "向日葵",
    "往事随风",
    "晴天",
    "大白兔",
    "Sunny",
    "小鱼儿",
    "柠檬不酸",
    "静水流深",
    "Kevin",
    "一路向北",
    "豆豆妈",
    "青柠",
)
CITIES = ("杭州", "上海", "深圳", "成都", "武汉", "西安", "南京", "长沙")
TRADES = ("家居", "科技", "贸易", "设计", "物流", "餐饮", "教育", "医疗")
TITLES = ("总", "老师", "女士", "先生")


@dataclass(frozen=True)
class Told:
    """One record. ``person`` is who they truly are; ``claims`` are (kind, scope, value)."""

    person: int
    name: str
    claims: tuple[tuple[str, str, str], ...]
    company: str = ""
    city: str = ""
    birthday: str = ""


@dataclass(frozen=True)
class Pair:
    """Two records and the truth about them."""

    kind: str
    first: Told
    second: Told

    @property
    def is_one(self) -> bool:
        return self.first.person == self.second.person


@dataclass
class Maker:
    """Makes pairs of every kind; numbers, persons and accounts never repeat by chance."""

    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - a published set, no secret
    number: int = 0
    switchboard: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def next(self) -> int:
        self.number += 1
        return self.number

    def surname(self) -> str:
        return self.dice.choice(SURNAMES)

    def name(self, surname: str = "", but: str = "") -> str:
        """A name; another one than ``but``."""
        while True:
            given = "".join(self.dice.choice(GIVEN) for _ in range(self.dice.choice((1, 2, 2))))
            if (made := (surname or self.surname()) + given) != but:
                return made

    def phone(self) -> str:
        return f"+86138{self.next():08d}"

    def company(self) -> str:
        return f"{self.dice.choice(CITIES)}{self.name()}{self.dice.choice(TRADES)}有限公司"

    def account(self) -> tuple[str, str, str]:
        return ("external_id", f"shop-{self.dice.randrange(3)}", f"u{self.next()}")

    def wechat(self) -> tuple[str, str, str]:
        return ("external_userid", f"corp-{self.dice.randrange(2)}", f"wm{self.next()}")

    def unionid(self) -> tuple[str, str, str]:
        return ("unionid", "open", f"on{self.next()}")

    def birthday(self) -> str:
        return f"{self.dice.randrange(1955, 2004)}-{self.dice.randrange(1, 13):02d}-{self.dice.randrange(1, 28):02d}"

    # -- one person --------------------------------------------------------------------------------------------------

    def same_phone(self, kind: str, first: str, second: str) -> Pair:
        one, phone = self.next(), ("phone", "", self.phone())
        return Pair(kind, Told(one, first, (self.account(), phone)), Told(one, second, (self.wechat(), phone)))

    def two_accounts(self) -> Pair:
        name = self.name()
        return self.same_phone("one: two accounts, one number", name, name)

    def nickname(self) -> Pair:
        return self.same_phone("one: nickname, one number", self.name(), self.dice.choice(NICKNAMES))

    def title(self) -> Pair:
        surname = self.surname()
        return self.same_phone("one: title, one number", self.name(surname), surname + self.dice.choice(TITLES))

    def changed_number(self) -> Pair:
        one, name, company = self.next(), self.name(), self.company()
        first = Told(one, name, (self.account(), ("phone", "", self.phone())), company)
        return Pair(
            "one: changed number", first, Told(one, name, (self.account(), ("phone", "", self.phone())), company)
        )

    def unions(self) -> Pair:
        one, union = self.next(), self.unionid()
        first = Told(one, self.dice.choice(NICKNAMES), (self.wechat(), union))
        return Pair("one: unionid on two channels", first, Told(one, self.name(), (self.account(), union)))

    def imported(self) -> Pair:
        one, name, born = self.next(), self.name(), self.birthday()
        first = Told(one, name, (self.account(),), birthday=born)
        return Pair("one: same name and birthday", first, Told(one, name, (self.wechat(),), birthday=born))

    def two_wechats(self) -> Pair:
        one, name, phone = self.next(), self.name(), ("phone", "", self.phone())
        first = Told(one, name, (("external_userid", "corp-0", f"wm{self.next()}"), self.unionid(), phone))
        second = Told(one, name, (("external_userid", "corp-0", f"wm{self.next()}"), self.unionid(), phone))
        return Pair("one: two WeChats, one number", first, second)

    def untraceable(self) -> Pair:
        one = self.next()
        second = Told(one, self.dice.choice(NICKNAMES), (self.wechat(),))
        return Pair("one: nothing in common", Told(one, self.name(), (self.account(),)), second)

    # -- two people --------------------------------------------------------------------------------------------------

    def family(self) -> Pair:
        surname, phone = self.surname(), ("phone", "", self.phone())
        name = self.name(surname)
        dice = self.dice.random()  # a nickname, the same surname, or that of who married in
        second = self.dice.choice(NICKNAMES) if dice < 0.3 else self.name(surname if dice < 0.8 else "", but=name)  # noqa: PLR2004
        first = Told(self.next(), name, (self.account(), phone))
        return Pair("two: a family's number", first, Told(self.next(), second, (self.wechat(), phone)))

    def reception(self) -> Pair:
        """Eight colleagues share one number, two in each pair."""
        if not self.switchboard:
            number, firm = f"+8657188{self.next():06d}", self.company()
            names = list(dict.fromkeys(self.name() for _ in range(20)))[:8]
            self.switchboard = [(number, firm, names[start : start + 2]) for start in range(0, 8, 2)]
        phone, company, names = self.switchboard.pop()
        people = [Told(self.next(), name, (self.account(), ("phone", "", phone)), company) for name in names]
        return Pair("two: a reception's number", *people)

    def namesakes(self) -> Pair:
        name = self.name()
        people = [
            Told(
                self.next(),
                name,
                (self.account(), ("phone", "", self.phone())),
                self.company(),
                self.dice.choice(CITIES),
            )
            for city in self.dice.sample(CITIES, 2)
        ]
        return Pair("two: the same name", *people)

    def colleagues(self) -> Pair:
        name, company = self.name(), self.company()
        people = [
            Told(self.next(), name, (self.account(), ("phone", "", self.phone())), company, birthday=self.birthday())
            for _ in range(2)
        ]
        return Pair("two: the same name at one firm", *people)

    def conflict(self) -> Pair:
        phone = ("phone", "", self.phone())
        name = self.name()
        names = (name, self.dice.choice(NICKNAMES) if self.dice.random() < 0.5 else self.name(but=name))  # noqa: PLR2004
        people = [Told(self.next(), name, (self.wechat(), self.unionid(), phone)) for name in names]
        return Pair("two: unionids in conflict", *people)

    def recycled(self) -> Pair:
        phone = ("phone", "", self.phone())
        first = Told(self.next(), self.name(), (self.account(), phone))
        return Pair(
            "two: a number given to somebody else", first, Told(self.next(), self.name(), (self.account(), phone))
        )


SHARES: tuple[tuple[Callable[[Maker], Pair], int], ...] = (
    (Maker.two_accounts, 2_000),
    (Maker.nickname, 1_800),
    (Maker.title, 1_000),
    (Maker.changed_number, 1_800),
    (Maker.unions, 1_200),
    (Maker.imported, 1_200),
    (Maker.two_wechats, 600),
    (Maker.untraceable, 400),
    (Maker.family, 2_500),
    (Maker.reception, 2_500),
    (Maker.namesakes, 2_000),
    (Maker.colleagues, 400),
    (Maker.conflict, 1_300),
    (Maker.recycled, 1_300),
)
WHOLE = sum(count for _, count in SHARES)


def pairs(part: float = 1.0) -> Iterator[Pair]:
    """The set, kind after kind; ``part`` of each kind."""
    maker = Maker()
    for make, count in SHARES:
        for _ in range(max(1, round(count * part))):
            yield make(maker)
