"""The HTTP pull feed (http-feeds.org): pages of facts in the order of the log, long polling, kept positions."""
