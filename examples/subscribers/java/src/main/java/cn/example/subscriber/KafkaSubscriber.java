package cn.example.subscriber;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * 从 Kafka 读事实，写进同样的表：不丢，不重，随时可以停、可以杀。读到哪里记在数据库里，与事实同一个事务；Kafka 里的位置只供市科技局看是否落后。
 *
 * <p>KAFKA_BOOTSTRAP=主机:端口 KAFKA_GROUP=消费组 KAFKA_TOPICS=主题,主题 [KAFKA_USER=用户 KAFKA_PASSWORD=口令] FEED_DATABASE=jdbc:sqlite:facts.db
 * java -cp 'target/classes:target/lib/*' cn.example.subscriber.KafkaSubscriber。有 FEED_URL、FEED_TOKEN 的，缺的从拉取接口补。
 */
public final class KafkaSubscriber {
    private KafkaSubscriber() {}

    /** 出错就结束，退出码不是 0：由 systemd 之类重新启动，从数据库里的位置接着读。 */
    public static void main(String[] words) throws Exception {
        String url = System.getenv("FEED_URL");
        Feed feed = url == null ? null : new Feed(url, System.getenv("FEED_TOKEN"));
        try (Store store = new Store(FeedSubscriber.setting("FEED_DATABASE", "jdbc:sqlite:facts.db"),
                        Path.of(FeedSubscriber.setting("FEED_DDL", "../ddl/sqlite.sql")));
                KafkaConsumer<String, String> kafka = new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
            kafka.subscribe(List.of(System.getenv("KAFKA_TOPICS").split(",")), from(store, kafka));
            while (true) {
                ConsumerRecords<String, String> records = kafka.poll(Duration.ofSeconds(1));
                Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
                for (ConsumerRecord<String, String> record : records) {
                    store.take(event(record), feed);
                    read.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
                }
                for (Map.Entry<TopicPartition, OffsetAndMetadata> at : read.entrySet()) {
                    moveTo(store, at.getKey(), at.getValue().offset());
                }
                store.db.commit();
                if (!read.isEmpty()) {
                    kafka.commitSync(read);
                    System.out.println("已写入 " + records.count() + " 条");
                }
            }
        }
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", System.getenv("KAFKA_BOOTSTRAP"));
        settings.put("group.id", System.getenv("KAFKA_GROUP"));
        // 一个数据库一个进程：被杀以后重新启动的，立即接着读，不必等 Kafka 过 45 秒才相信前一个已经不在；误开的第二个顶替第一个。
        settings.put("group.instance.id", System.getenv("KAFKA_GROUP"));
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        if (System.getenv("KAFKA_USER") != null) {
            settings.put("security.protocol", FeedSubscriber.setting("KAFKA_SECURITY", "SASL_SSL"));
            settings.put("sasl.mechanism", FeedSubscriber.setting("KAFKA_MECHANISM", "SCRAM-SHA-512"));
            settings.put("sasl.jaas.config", String.format(
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";",
                    System.getenv("KAFKA_USER"), System.getenv("KAFKA_PASSWORD")));
        }
        return settings;
    }

    /** 分到一个分区：从数据库里的位置读起，不管 Kafka 记的是哪里。 */
    private static ConsumerRebalanceListener from(Store store, KafkaConsumer<String, String> kafka) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                try {
                    for (TopicPartition one : partitions) {
                        String sql = "SELECT next_offset FROM kafka_position WHERE topic_name = ? AND partition_no = ?";
                        kafka.seek(one, store.number(sql, one.topic(), one.partition()));
                    }
                } catch (SQLException error) {
                    throw new IllegalStateException(error);
                }
            }
        };
    }

    private static void moveTo(Store store, TopicPartition at, long next) throws SQLException {
        store.write("DELETE FROM kafka_position WHERE topic_name = ? AND partition_no = ?", at.topic(), at.partition());
        store.write("INSERT INTO kafka_position VALUES (?, ?, ?)", at.topic(), at.partition(), next);
    }

    /** CloudEvents 1.0 的 Kafka 二进制形式：属性在消息头里，前面有 ce_；内容是消息体。整个服务的事实都有，所以前一条就是序号少一。 */
    private static Event event(ConsumerRecord<String, String> record) {
        long number = Long.parseLong(header(record, "ce_sequence"));
        return new Event(header(record, "ce_source"), header(record, "ce_id"), header(record, "ce_type"), header(record, "ce_subject"),
                record.key(), number, number - 1, header(record, "ce_time"), record.value());
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header found = record.headers().lastHeader(name);
        if (found == null) {
            throw new IllegalArgumentException("没有消息头 " + name);
        }
        return new String(found.value(), StandardCharsets.UTF_8);
    }
}
