"""The words of the Weibo page."""

TEXTS = {
    "title": ("沙箱微博", "Sandbox Weibo"),
    "lead": (
        "这里扮演微博用户：发微博、评论、@ 企业、发私信。企业的公开回复和私信也会显示在这里。",
        (
            "Here you play people on Weibo: post, comment, name the company with @, write to it in private. What it "
            "answers, in public and in private, shows here too."
        ),
    ),
    "who": ("扮演谁", "Who you play"),
    "followers": ("粉丝", "followers"),
    "set": ("设置", "Set"),
    "say": ("发微博", "Post"),
    "what": ("有什么新鲜事想告诉大家？", "What would you like to tell everybody?"),
    "feed": ("微博", "Posts"),
    "none": ("还没有人发微博。", "Nobody has posted yet."),
    "comment": ("评论", "Comment"),
    "comment_what": ("发布你的评论", "Write a comment"),
    "answer": ("回复", "Answer"),
    "answer_what": ("回复", "Answer to"),
    "pass_on": ("转发", "Pass on"),
    "delete": ("删除", "Delete"),
    "gone": ("此微博已被作者删除。", "The author deleted this post."),
    "private": ("私信", "Private messages"),
    "private_what": ("给企业发私信", "Write to the company"),
    "private_none": ("还没有私信。", "No messages yet."),
    "send": ("发送", "Send"),
    "follow": ("+ 关注", "+ Follow"),
    "unfollow": ("取消关注", "Unfollow"),
    "scan": ("扫企业的二维码", "Scan the company's code"),
    "tap": ("点菜单“联系客服”", "Tap the menu “Contact us”"),
    "company": (
        "还没有企业微博账号：先用 up --demo 启动，或用控制接口建一个。",
        "There is no company account yet: start with up --demo, or make one by the control API.",
    ),
    "empty": ("写点什么再发吧。", "Write something first."),
    "phone": ("手机", "Phone"),
    "refresh": ("刷新", "Refresh"),
    "language": ("English", "中文"),
}


def texts(language: str) -> dict[str, str]:
    """All words in one language, zh or en."""
    place = 1 if language == "en" else 0
    return {name: both[place] for name, both in TEXTS.items()}
