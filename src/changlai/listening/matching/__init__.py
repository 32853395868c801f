"""What a text is listened for: words with AND, OR, NOT and NEAR, found for ten thousand words in one pass.

compiled('手机 OR phone NOT 壳').is_in("新手机到了")  # True
Matcher([Wanted(1, compiled("手机"))]).topics_of(Post("weibo", "新手机到了"))  # (1,)
"""

from changlai.listening.matching.folding import fold
from changlai.listening.matching.matcher import Matcher, Post, Wanted, Watched
from changlai.listening.matching.reading import Expression, compiled

__all__ = ["Expression", "Matcher", "Post", "Wanted", "Watched", "compiled", "fold"]
