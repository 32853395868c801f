"""The shop's own words."""

TEXTS = {
    "zh": {
        "name": "禾木家居",
        "lead": "好木头，慢生活",
        "intro": "二十年老木工坊，床垫、沙发与原木家具，全国送装。",
        "all": "全部商品",
        "story": "关于我们",
        "story_text": (
            "禾木家居从一间木工坊开始，二十年来只做一件事：让家里的木头摸上去是温的。"
            "展厅在杭州、上海与苏州，欢迎来坐坐。"
        ),
        "sign_in": "登录",
        "sign_out": "退出",
        "hello": "你好，",
        "as": "以谁的身份登录？",
        "back": "返回全部商品",
        "delivery": "下单后 7 至 15 天送装到家；不满意三十天内可退。",
        "language": "English",
        "no_chat": "聊天组件尚未接入：通过 /_sandbox/shop 传入脚本地址。",
        "foot": "演示网站，仅用于试用。",
    },
    "en": {
        "name": "Hemu Furniture",
        "lead": "Good wood, slow days",
        "intro": "A carpenter's workshop of twenty years: mattresses, sofas and solid wood, brought and set up.",
        "all": "Everything",
        "story": "About us",
        "story_text": (
            "Hemu began as one carpenter's workshop. For twenty years we have done one thing: make wood that feels "
            "warm to the hand. Showrooms in Hangzhou, Shanghai and Suzhou: come and sit down."
        ),
        "sign_in": "Sign in",
        "sign_out": "Sign out",
        "hello": "Hello, ",
        "as": "Who would you like to be?",
        "back": "Back to everything",
        "delivery": "Delivered and set up within 7 to 15 days; thirty days to change your mind.",
        "language": "中文",
        "no_chat": "No chat is connected: give its script to /_sandbox/shop.",
        "foot": "A site to try things on; nothing is for sale.",
    },
}


def texts(language: str) -> dict[str, str]:
    """Words in Chinese or English."""
    return TEXTS["en" if language == "en" else "zh"]
