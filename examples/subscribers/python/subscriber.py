"""从拉取接口取事实，写进关系数据库：不丢，不重，随时可以停、可以杀。只用 Python 标准库（3.9 以上）。

    FEED_URL=http://主机:端口 FEED_TOKEN=令牌 FEED_DATABASE=facts.db python3 subscriber.py [--once]

加 --once：取到没有新的就结束，供定时任务用；不加：一直等新的。
"""

import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

DDL = Path(__file__).resolve().parents[1] / "ddl" / "sqlite.sql"
BEGINNING = "1970-01-01T00:00:00Z"
LONGEST_PAUSE = 60


class Gap(Exception):
    """缺了事实，接口里也取不到：停在这里，绝不跳过。"""


class Feed:
    """拉取接口的三个调用。"""

    def __init__(self, url, token):
        self.url, self.token = url.rstrip("/"), token

    def facts(self, last, wait_ms):
        """`last` 以后的一页；没有新的，最多等 wait_ms 毫秒，得到空页。"""
        after = {"lastEventId": last} if last else {"from": BEGINNING}
        return self._call("GET", "/feeds/facts", {**after, "timeout": wait_ms, "limit": 1000})

    def gap(self, source, key, after, before):
        """一个服务、一个项目里，序号在两者之间的。"""
        return self._call("GET", "/feeds/facts/gap", {"source": source, "key": key, "after": after, "before": before})

    def acknowledge(self, last):
        """告诉对方已经写到哪里：市科技局由此看到本单位是否落后。"""
        self._call("PUT", "/feeds/facts/position", {}, json.dumps({"lastEventId": last}).encode())

    def _call(self, method, path, query, body=None):
        request = urllib.request.Request(f"{self.url}{path}?{urllib.parse.urlencode(query)}", body, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=90) as answer:
            text = answer.read()
        return json.loads(text) if text else []


def take(db, feed, event):
    """一条事实：写过的不再写；前面缺的先补上；然后写事实和业务表。"""
    source, key, number = event["source"], event["partitionkey"], int(event["sequence"])
    if db.execute("SELECT 1 FROM facts WHERE event_source = ? AND event_id = ?", (source, event["id"])).fetchone():
        return
    # previous：贵单位应当收到的、同一服务同一项目的前一条的序号。比手里最新的还新，就是中间缺了。
    while int(event["previous"]) > (have := latest(db, source, key)):
        for missed in feed.gap(source, key, have, number):
            take(db, feed, missed)
        if latest(db, source, key) == have:
            raise Gap(f"缺少 {source} {key} 序号 {have} 与 {number} 之间的事实，暂时取不到")
    body = json.dumps(event.get("data"), ensure_ascii=False)
    row = (source, event["id"], event["type"], event.get("subject", key), key, number, event["time"], body)
    db.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    effect(db, event)


def latest(db, source, key):
    """手里同一服务、同一项目最新的序号；没有是 0。"""
    return db.execute("SELECT MAX(seq_no) FROM facts WHERE event_source = ? AND fact_key = ?", (source, key)).fetchone()[0] or 0


def effect(db, event):
    """业务处理：换成贵单位自己的。与事实在同一个事务里，所以恰好一次。"""
    seen = (event["type"], event["time"], event["partitionkey"])
    if db.execute("UPDATE ledger SET fact_count = fact_count + 1, last_type = ?, last_time = ? WHERE fact_key = ?", seen).rowcount == 0:
        db.execute("INSERT INTO ledger (fact_count, last_type, last_time, fact_key) VALUES (1, ?, ?, ?)", seen)


def position(db):
    """取到哪里；还没有取过是 None。"""
    found = db.execute("SELECT last_event_id FROM feed_position WHERE feed_name = 'facts'").fetchone()
    return found and found[0]


def follow(db, feed, once):
    """一页一个事务：事实、业务表、取到哪里，一起提交或者一起不算。"""
    acknowledged = None
    while True:
        last = position(db)
        if last and last != acknowledged:
            feed.acknowledge(last)
            acknowledged = last
        events = feed.facts(last, 0 if once else 20_000)
        if not events and once:
            return
        if events:
            with db:
                for event in events:
                    take(db, feed, event)
                db.execute("DELETE FROM feed_position WHERE feed_name = 'facts'")
                db.execute("INSERT INTO feed_position VALUES ('facts', ?)", (events[-1]["id"],))
            print(f"已写入 {len(events)} 条，到 {events[-1]['id']}", flush=True)


def main():
    """出错：--once 说明原因，退出码 1；否则过一会儿再来，令牌、参数不对的除外。"""
    once, pause = "--once" in sys.argv[1:], 0.5
    feed, db = Feed(os.environ["FEED_URL"], os.environ["FEED_TOKEN"]), sqlite3.connect(os.environ.get("FEED_DATABASE", "facts.db"))
    db.executescript(DDL.read_text(encoding="utf-8"))
    while True:
        began = time.monotonic()
        try:
            return follow(db, feed, once)
        except urllib.error.HTTPError as error:
            told, final = f"{error.code} {error.read().decode('utf-8', 'replace')}", error.code < 500 and error.code != 429
            least = int(error.headers.get("Retry-After") or 0)
        except (OSError, http.client.HTTPException, ValueError, Gap) as error:
            told, final, least = str(error) or repr(error), False, 0
        if once or final:
            sys.exit(told)
        pause = 1 if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        print(f"{told}；{max(pause, least)} 秒后再来", file=sys.stderr, flush=True)
        time.sleep(max(pause, least))


if __name__ == "__main__":
    main()
