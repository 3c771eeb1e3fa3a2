-- 达梦 DM8。长度按字符（CHAR）；建库时大小写敏感（CASE_SENSITIVE=1，缺省如此），页 16 KB 以上（唯一索引的长度以页为限）。
CREATE TABLE facts (
    event_source VARCHAR(100 CHAR) NOT NULL,
    event_id     VARCHAR(64 CHAR)  NOT NULL,
    event_type   VARCHAR(200 CHAR) NOT NULL,
    subject      VARCHAR(500 CHAR) NOT NULL,
    fact_key     VARCHAR(255 CHAR) NOT NULL,
    seq_no       BIGINT            NOT NULL,
    event_time   VARCHAR(40 CHAR)  NOT NULL,
    body         CLOB              NOT NULL,
    PRIMARY KEY (event_source, event_id),
    UNIQUE (event_source, fact_key, seq_no)
);
CREATE TABLE feed_position (
    feed_name     VARCHAR(50 CHAR) NOT NULL PRIMARY KEY,
    last_event_id VARCHAR(64 CHAR) NOT NULL
);
CREATE TABLE kafka_position (
    topic_name   VARCHAR(200 CHAR) NOT NULL,
    partition_no INTEGER           NOT NULL,
    next_offset  BIGINT            NOT NULL,
    PRIMARY KEY (topic_name, partition_no)
);
CREATE TABLE ledger (
    fact_key   VARCHAR(255 CHAR) NOT NULL PRIMARY KEY,
    fact_count BIGINT            NOT NULL,
    last_type  VARCHAR(200 CHAR) NOT NULL,
    last_time  VARCHAR(40 CHAR)  NOT NULL
);
