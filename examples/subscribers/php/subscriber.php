<?php
/*
 * 从拉取接口取事实，写进关系数据库：不丢，不重，随时可以停、可以杀。只用 PHP 自带的流和 PDO（PHP 8.0 以上）。
 *
 *     FEED_URL=http://主机:端口 FEED_TOKEN=令牌 FEED_DATABASE=sqlite:facts.db php subscriber.php [--once]
 *
 * 加 --once：取到没有新的就结束，供定时任务用；不加：一直等新的。
 */
declare(strict_types=1);

const BEGINNING = '1970-01-01T00:00:00Z';
const LONGEST_PAUSE = 60;

/** 令牌、参数不对：再试也没有用。 */
class Refused extends RuntimeException {}

/** 暂时不行，过一会儿再来；getCode() 是对方要求至少等的秒数。 */
class TryLater extends RuntimeException {}

/** 拉取接口的三个调用。 */
class Feed
{
    public function __construct(private string $url, private string $token) {}

    /** $last 以后的一页；没有新的，最多等 $waitMs 毫秒，得到空页。 */
    public function facts(?string $last, int $waitMs): array
    {
        $after = $last === null ? ['from' => BEGINNING] : ['lastEventId' => $last];
        return $this->call('GET', '/feeds/facts', $after + ['timeout' => $waitMs, 'limit' => 1000]);
    }

    /** 一个服务、一个项目里，序号在两者之间的。 */
    public function gap(string $source, string $key, int $after, int $before): array
    {
        return $this->call('GET', '/feeds/facts/gap', compact('source', 'key', 'after', 'before'));
    }

    /** 告诉对方已经写到哪里：市科技局由此看到本单位是否落后。 */
    public function acknowledge(string $last): void
    {
        $this->call('PUT', '/feeds/facts/position', [], json_encode(['lastEventId' => $last]));
    }

    private function call(string $method, string $path, array $query, string $body = ''): array
    {
        $headers = ["Authorization: Bearer {$this->token}", 'Content-Type: application/json', 'Connection: close'];
        $options = ['method' => $method, 'header' => $headers, 'content' => $body, 'timeout' => 90, 'ignore_errors' => true];
        $address = rtrim($this->url, '/') . $path . '?' . http_build_query($query);
        $text = @file_get_contents($address, false, stream_context_create(['http' => $options]));
        if ($text === false) {
            throw new TryLater('连接不上：' . (error_get_last()['message'] ?? $address));
        }
        $status = (int) explode(' ', $http_response_header[0])[1];
        if ($status >= 400) {
            $least = preg_match('/^Retry-After: *(\d+)/mi', implode("\n", $http_response_header), $found) ? (int) $found[1] : 0;
            throw $status === 429 || $status >= 500 ? new TryLater("$status $text", $least) : new Refused("$status $text");
        }
        try {
            return $status === 204 ? [] : json_decode($text, false, 512, JSON_THROW_ON_ERROR);
        } catch (JsonException $error) {  // 连接中途断了，只到了一半
            throw new TryLater('收到的不完整：' . $error->getMessage());
        }
    }
}

function rows(PDO $db, string $sql, array $values): PDOStatement
{
    $statement = $db->prepare($sql);
    $statement->execute($values);
    return $statement;
}

/** 一条事实：写过的不再写；前面缺的先补上；然后写事实和业务表。 */
function take(PDO $db, Feed $feed, object $event): void
{
    [$source, $key, $number] = [$event->source, $event->partitionkey, (int) $event->sequence];
    if (rows($db, 'SELECT 1 FROM facts WHERE event_source = ? AND event_id = ?', [$source, $event->id])->fetch()) {
        return;
    }
    // previous：贵单位应当收到的、同一服务同一项目的前一条的序号。比手里最新的还新，就是中间缺了。
    while ((int) $event->previous > ($have = latest($db, $source, $key))) {
        foreach ($feed->gap($source, $key, $have, $number) as $missed) {
            take($db, $feed, $missed);
        }
        if (latest($db, $source, $key) === $have) {
            throw new TryLater("缺少 $source $key 序号 $have 与 $number 之间的事实，暂时取不到");  // 停在这里，绝不跳过
        }
    }
    $body = json_encode($event->data ?? null, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
    $row = [$source, $event->id, $event->type, $event->subject ?? $key, $key, $number, $event->time, $body];
    rows($db, 'INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)', $row);
    effect($db, $event);
}

/** 手里同一服务、同一项目最新的序号；没有是 0。 */
function latest(PDO $db, string $source, string $key): int
{
    return (int) rows($db, 'SELECT MAX(seq_no) FROM facts WHERE event_source = ? AND fact_key = ?', [$source, $key])->fetchColumn();
}

/** 业务处理：换成贵单位自己的。与事实在同一个事务里，所以恰好一次。 */
function effect(PDO $db, object $event): void
{
    $seen = [$event->type, $event->time, $event->partitionkey];
    $known = rows($db, 'UPDATE ledger SET fact_count = fact_count + 1, last_type = ?, last_time = ? WHERE fact_key = ?', $seen);
    if ($known->rowCount() === 0) {
        rows($db, 'INSERT INTO ledger (fact_count, last_type, last_time, fact_key) VALUES (1, ?, ?, ?)', $seen);
    }
}

/** 一页一个事务：事实、业务表、取到哪里，一起提交或者一起不算。 */
function follow(PDO $db, Feed $feed, bool $once): void
{
    $acknowledged = null;
    while (true) {
        $last = rows($db, "SELECT last_event_id FROM feed_position WHERE feed_name = 'facts'", [])->fetchColumn() ?: null;
        if ($last !== null && $last !== $acknowledged) {
            $feed->acknowledge($last);
            $acknowledged = $last;
        }
        $events = $feed->facts($last, $once ? 0 : 20000);
        if (!$events) {
            if ($once) {
                return;
            }
            continue;
        }
        $db->beginTransaction();
        foreach ($events as $event) {
            take($db, $feed, $event);
        }
        rows($db, "DELETE FROM feed_position WHERE feed_name = 'facts'", []);
        rows($db, "INSERT INTO feed_position VALUES ('facts', ?)", [end($events)->id]);
        $db->commit();
        echo '已写入 ', count($events), ' 条，到 ', end($events)->id, "\n";
    }
}

// 出错：--once 说明原因，退出码 1；否则过一会儿再来，令牌、参数不对的除外。
$once = in_array('--once', $argv, true);
$db = new PDO(getenv('FEED_DATABASE') ?: 'sqlite:facts.db', getenv('FEED_DATABASE_USER') ?: null, getenv('FEED_DATABASE_PASSWORD') ?: null);
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
if ($db->getAttribute(PDO::ATTR_DRIVER_NAME) === 'sqlite') {
    $db->exec(file_get_contents(__DIR__ . '/../ddl/sqlite.sql'));
}
$pause = 0.5;
while (true) {
    $began = time();
    try {
        follow($db, new Feed(getenv('FEED_URL'), getenv('FEED_TOKEN')), $once);
        exit(0);
    } catch (Refused | TryLater $error) {
        if ($db->inTransaction()) {
            $db->rollBack();
        }
        if ($once || $error instanceof Refused) {
            fwrite(STDERR, $error->getMessage() . "\n");
            exit(1);
        }
        $pause = time() - $began > LONGEST_PAUSE ? 1 : min($pause * 2, LONGEST_PAUSE);
        $wait = (int) max($pause, $error->getCode());
        fwrite(STDERR, "{$error->getMessage()}；{$wait} 秒后再来\n");
        sleep($wait);
    }
}
