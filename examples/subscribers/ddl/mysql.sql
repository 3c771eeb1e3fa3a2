-- MySQL 8。utf8mb4_bin：编号区分大小写，不能用缺省的不区分大小写的排序规则。body 可以接近 900 KB，TEXT 只有 64 KB。
CREATE TABLE facts (
    event_source VARCHAR(100) NOT NULL,
    event_id     VARCHAR(64)  NOT NULL,
    event_type   VARCHAR(200) NOT NULL,
    subject      VARCHAR(500) NOT NULL,
    fact_key     VARCHAR(255) NOT NULL,
    seq_no       BIGINT       NOT NULL,
    event_time   VARCHAR(40)  NOT NULL,
    body         MEDIUMTEXT   NOT NULL,
    PRIMARY KEY (event_source, event_id),
    UNIQUE (event_source, fact_key, seq_no)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE feed_position (
    feed_name     VARCHAR(50) NOT NULL PRIMARY KEY,
    last_event_id VARCHAR(64) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE kafka_position (
    topic_name   VARCHAR(200) NOT NULL,
    partition_no INTEGER      NOT NULL,
    next_offset  BIGINT       NOT NULL,
    PRIMARY KEY (topic_name, partition_no)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE ledger (
    fact_key   VARCHAR(255) NOT NULL PRIMARY KEY,
    fact_count BIGINT       NOT NULL,
    last_type  VARCHAR(200) NOT NULL,
    last_time  VARCHAR(40)  NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
