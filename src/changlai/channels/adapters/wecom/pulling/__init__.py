"""The streams of a WeCom account, a page at a time."""
