"""The words of what was said that the board counts: the things and the doings a text names, not its grammar.

A text is cut by a dictionary and, where that knows nothing, by what is likely (``rjieba``; measured on corpus/:
35,000 posts a second and core with the kinds of words). What stays are nouns, names, qualities and doings of two
characters and more that are in no sentence by themselves.
"""

import re
from collections.abc import Iterable, Sequence

from changlai.listening.contracts import MOST_WORDS, WORD_LENGTH

READ = 1_000  # characters of a text that are looked at
SHORTEST = 2
_THINGS = ("n", "nz", "nt", "nr", "nrt", "ns", "vn", "an", "j", "i", "eng")
_DOINGS = ("v", "a", "l", "z")
_IS_THING = dict.fromkeys(_THINGS, True) | dict.fromkeys(_DOINGS, False)  # kinds of words that are counted
_NOISE = re.compile(r"https?://\S+|[@＠][\w\-·]{1,30}|\[[^\[\]\s]{1,8}\]|[\d.,%:/\-]+[a-zA-Z]?")
_STOP = frozenset(
    [
        "没有",
        "有没有",
        "不能",
        "不会",
        "不用",
        "不到",
        "不要",
        "不是",
        "不敢",
        "出来",
        "起来",
        "进去",
        "进来",
        "回来",
        "出去",
        "过来",
        "过去",
        "下来",
        "上来",
        "下去",
        "知道",
        "觉得",
        "感觉",
        "看到",
        "看见",
        "发现",
        "开始",
        "需要",
        "收到",
        "打开",
        "说好",
        "变成",
        "成为",
        "认为",
        "以为",
        "希望",
        "想要",
        "可能",
        "应该",
        "必须",
        "能够",
        "可以",
        "只能",
        "还有",
        "就是",
        "算是",
        "真是",
        "我要",
        "给我",
        "让我",
        "是不是",
        "怎么办",
        "怎么样",
        "为什么",
        "什么样",
        "差不多",
        "没什么",
        "没想到",
        "没关系",
        "你好",
        "您好",
        "谢谢",
        "呜呜",
        "哈哈",
        "哈哈哈",
        "啊啊啊",
        "时候",
        "时间",
        "小时",
        "分钟",
        "东西",
        "大家",
        "别人",
        "朋友",
        "结果",
        "问题",
        "事情",
        "情况",
        "样子",
        "方面",
        "部分",
        "地方",
        "有人",
        "没人",
        "人家",
        "自己",
        "明白",
        "安静",
        "请问",
        "今天",
        "明天",
        "昨天",
        "现在",
        "最后",
        "一下",
        "一般",
        "一样",
        "最好",
        "最大",
        "最低",
        "最高",
        "不同",
        "重新",
        "正好",
        "根本",
        "连续",
        "平均",
        "看起来",
        "说实话",
        "算下来",
        "有点",
        "买过",
        "用过",
        "来说",
        "说是",
        "不知",
        "成了",
        "到了",
        "来了",
        "完了",
        "好了",
        "不了",
        "没了",
        "有了",
        "是在",
        "还是",
        "只有",
        "只是",
        "只要",
        "还要",
        "就要",
        "继续",
        "坚持",
        "保持",
        "进行",
        "表示",
        "包括",
        "看着",
        "用着",
        "等着",
        "听说",
        "说话",
        "告诉",
        "出现",
        "存在",
        "属于",
        "造成",
        "导致",
        "来自",
        "关于",
        "之类",
        "整个",
        "全部",
        "所有",
        "各种",
        "好多",
        "转发",
        "微博",
        "视频",
        "图片",
        "链接",
        "全文",
        "网页",
        "评论",
        "点赞",
        "关注",
        "收藏",
        "原文",
        "展开",
        "分享",
        "话题",
        "抽奖",
    ]
)


def of(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, things before doings, at most MOST_WORDS; the same text gives the same words."""
    return [list(dict.fromkeys(_chosen(text)))[:MOST_WORDS] for text in texts]


def _chosen(text: str) -> Iterable[str]:
    import rjieba  # noqa: PLC0415 (slow: its dictionary takes 32 MB, which a house that listens to nothing can do without)

    plain = _NOISE.sub(" ", text[:READ]).encode(errors="ignore").decode()
    doings = []
    for word, tag in rjieba.tag(plain):
        is_thing, length = _IS_THING.get(tag), len(word)
        if is_thing is None or not SHORTEST <= length <= WORD_LENGTH or word in _STOP:
            continue
        if not word.isalnum() or word.count(word[0]) == length:
            continue
        if is_thing:
            yield word.lower()
        else:
            doings.append(word)
    yield from doings
