"""A stand-in for Weibo: its open API, its fans service, and the page on which people are played."""
