package cn.example.subscriber;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * 从拉取接口取事实，写进关系数据库：不丢，不重，随时可以停、可以杀。Java 11 以上。
 *
 * <p>FEED_URL=http://主机:端口 FEED_TOKEN=令牌 FEED_DATABASE=jdbc:sqlite:facts.db java -cp 'target/classes:target/lib/*'
 * cn.example.subscriber.FeedSubscriber [--once]
 *
 * <p>加 --once：取到没有新的就结束，供定时任务用；不加：一直等新的。
 */
public final class FeedSubscriber {
    private static final long LONGEST_PAUSE = 60;

    private FeedSubscriber() {}

    /** 出错：--once 说明原因，退出码 1；否则过一会儿再来，令牌、参数不对的除外。 */
    public static void main(String[] words) throws Exception {
        boolean once = List.of(words).contains("--once");
        Feed feed = new Feed(System.getenv("FEED_URL"), System.getenv("FEED_TOKEN"));
        try (Store store = new Store(setting("FEED_DATABASE", "jdbc:sqlite:facts.db"), Path.of(setting("FEED_DDL", "../ddl/sqlite.sql")))) {
            for (long pause = 1;; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
                long began = System.nanoTime();
                try {
                    follow(store, feed, once);
                    return;
                } catch (Feed.Refused | IOException | IllegalArgumentException error) {
                    store.db.rollback();
                    if (once || error instanceof Feed.Refused) {
                        System.err.println(error.getMessage());
                        System.exit(1);
                    }
                    pause = (System.nanoTime() - began) / 1_000_000_000 > LONGEST_PAUSE ? 1 : pause;
                    long wait = Math.max(pause, error instanceof Feed.TryLater ? ((Feed.TryLater) error).seconds : 0);
                    System.err.println(error + "；" + wait + " 秒后再来");
                    Thread.sleep(wait * 1000);
                }
            }
        }
    }

    /** 一页一个事务：事实、业务表、取到哪里，一起提交或者一起不算。 */
    private static void follow(Store store, Feed feed, boolean once) throws SQLException, IOException, InterruptedException {
        String acknowledged = null;
        while (true) {
            String last = store.position();
            store.db.commit();
            if (last != null && !last.equals(acknowledged)) {
                feed.acknowledge(last);
                acknowledged = last;
            }
            List<Event> events = feed.facts(last, once ? 0 : 20_000);
            if (events.isEmpty() && once) {
                return;
            }
            if (!events.isEmpty()) {
                for (Event event : events) {
                    store.take(event, feed);
                }
                last = events.get(events.size() - 1).id;
                store.moveTo(last);
                store.db.commit();
                System.out.println("已写入 " + events.size() + " 条，到 " + last);
            }
        }
    }

    static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
