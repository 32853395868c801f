"""What the shop sells, and who may sign in at it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """One product: names and words by language, its price in yuan, and the outline it is drawn with."""

    slug: str
    price: int
    tone: str
    outline: str
    name: dict[str, str]
    words: dict[str, str]


@dataclass(frozen=True)
class Shopper:
    """Somebody with an account at the shop. The shop's server vouches for them."""

    id: str
    name: str
    phone: str = ""
    email: str = ""


THINGS = (
    Thing(
        "cloud-mattress",
        4980,
        "sky",
        "M20 95h160v22H20zM28 72c0-8 6-13 14-13h116c8 0 14 5 14 13v23H28z"
        "M36 59c0-9 7-14 15-14h28c8 0 13 5 13 14M108 59c0-9 5-14 13-14h28c8 0 15 5 15 14",
        {"zh": "云栖床垫", "en": "Yunqi mattress"},
        {
            "zh": "独立袋装弹簧与天然乳胶，1.5 米与 1.8 米可选，三十天试睡。",
            "en": "Pocket springs and natural latex, 1.5 m or 1.8 m wide, thirty nights to try.",
        },
    ),
    Thing(
        "linen-sofa",
        6680,
        "sand",
        "M30 60c0-9 6-15 15-15h110c9 0 15 6 15 15v22H30z"
        "M18 78c0-7 5-11 11-11s11 4 11 11v8h120v-8c0-7 5-11 11-11s11 4 11 11v30H18zM28 108v10M172 108v10",
        {"zh": "棉麻三人沙发", "en": "Linen sofa for three"},
        {
            "zh": "可拆洗棉麻面料，实木框架，坐深 62 厘米，靠着看一下午书刚刚好。",
            "en": "Washable linen covers over solid wood, 62 cm deep: right for an afternoon with a book.",
        },
    ),
    Thing(
        "oak-table",
        3580,
        "leaf",
        "M18 52h164v10H18zM30 62l-6 56M170 62l6 56M76 52l6-14h36l6 14",
        {"zh": "原木餐桌", "en": "Oak dining table"},
        {
            "zh": "北美白橡木，可按 10 厘米定制长度，三层硬蜡油饰面。",
            "en": "North American white oak, made to length in steps of 10 cm, finished with hard-wax oil.",
        },
    ),
    Thing(
        "rattan-sideboard",
        2980,
        "clay",
        "M24 46h152v58H24zM100 46v58M34 104v14M166 104v14M92 72v8M108 72v8M36 58h52v34H36zM112 58h52v34h-52z",
        {"zh": "藤编餐边柜", "en": "Rattan sideboard"},
        {
            "zh": "1.2 米与 1.5 米两款，柜门手工藤编，内层板可调。",
            "en": "1.2 m or 1.5 m wide, doors woven by hand, shelves at any height.",
        },
    ),
    Thing(
        "reading-chair",
        1880,
        "rose",
        "M62 40c0-8 6-12 14-12h48c8 0 14 4 14 12v44H62z"
        "M50 76c0-6 4-9 9-9s9 3 9 9v12h64V76c0-6 4-9 9-9s9 3 9 9v26H50zM60 102l-8 18M140 102l8 18",
        {"zh": "阅读单椅", "en": "Reading chair"},
        {"zh": "高靠背，脚踏可分开购买，四种面料。", "en": "A high back, a stool beside it if you like, four fabrics."},
    ),
    Thing(
        "paper-lamp",
        468,
        "dusk",
        "M100 20v10M72 30h56l18 46H54zM100 76v34M76 118h48",
        {"zh": "和纸落地灯", "en": "Paper floor lamp"},
        {"zh": "手工和纸灯罩，光线柔和，三档调光。", "en": "A shade of handmade paper, soft light in three steps."},
    ),
)
SHOPPERS = (
    Shopper("hm-20871", "林晓棠", phone="13800138021", email="xiaotang.lin@example.com"),
    Shopper("hm-20934", "周野", phone="13800138034"),
    Shopper("hm-21007", "Emily Carter", email="emily.carter@example.com"),
)
