package cn.example.subscriber;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** 关系数据库里的事实、业务表和位置，用 JDBC。事务由调用方提交。 */
final class Store implements AutoCloseable {
    final Connection db;

    Store(String url, Path ddl) throws SQLException, IOException {
        db = DriverManager.getConnection(url, System.getenv("FEED_DATABASE_USER"), System.getenv("FEED_DATABASE_PASSWORD"));
        if (url.startsWith("jdbc:sqlite:")) {
            for (String one : Files.readString(ddl).replaceAll("--.*", "").split(";")) {
                if (!one.isBlank()) {
                    try (Statement statement = db.createStatement()) {
                        statement.execute(one);
                    }
                }
            }
        }
        db.setAutoCommit(false);
    }

    /** 缺了事实，接口里也取不到：停在这里，绝不跳过。 */
    static final class Gap extends IOException {
        private static final long serialVersionUID = 1L;

        Gap(Event event, long have) {
            super("缺少 " + event.source + " " + event.key + " 序号 " + have + " 与 " + event.number + " 之间的事实，暂时取不到");
        }
    }

    /** 一条事实：写过的不再写；前面缺的先补上；然后写事实和业务表。 */
    void take(Event event, Feed feed) throws SQLException, IOException, InterruptedException {
        if (number("SELECT COUNT(*) FROM facts WHERE event_source = ? AND event_id = ?", event.source, event.id) > 0) {
            return;
        }
        for (long have = latest(event); event.previous > have; have = latest(event)) {
            for (Event missed : feed == null ? List.<Event>of() : feed.gap(event.source, event.key, have, event.number)) {
                take(missed, feed);
            }
            if (latest(event) == have) {
                throw new Gap(event, have);
            }
        }
        write("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                event.source, event.id, event.type, event.subject, event.key, event.number, event.time, event.body);
        effect(event);
    }

    /** 业务处理：换成贵单位自己的。与事实在同一个事务里，所以恰好一次。 */
    private void effect(Event event) throws SQLException {
        String known = "UPDATE ledger SET fact_count = fact_count + 1, last_type = ?, last_time = ? WHERE fact_key = ?";
        if (write(known, event.type, event.time, event.key) == 0) {
            write("INSERT INTO ledger (fact_count, last_type, last_time, fact_key) VALUES (1, ?, ?, ?)", event.type, event.time, event.key);
        }
    }

    /** 手里同一服务、同一项目最新的序号；没有是 0。 */
    private long latest(Event event) throws SQLException {
        return number("SELECT MAX(seq_no) FROM facts WHERE event_source = ? AND fact_key = ?", event.source, event.key);
    }

    /** 拉取接口取到哪里；还没有取过是 null。 */
    String position() throws SQLException {
        try (PreparedStatement statement = prepared("SELECT last_event_id FROM feed_position WHERE feed_name = ?", "facts");
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getString(1) : null;
        }
    }

    void moveTo(String last) throws SQLException {
        write("DELETE FROM feed_position WHERE feed_name = ?", "facts");
        write("INSERT INTO feed_position VALUES (?, ?)", "facts", last);
    }

    /** 第一行第一列的数；没有是 0。 */
    long number(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values); ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    int write(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = db.prepareStatement(sql);
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, values[at]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
