-- Oracle 12c 以上。长度按字符（CHAR），不按字节。
CREATE TABLE facts (
    event_source VARCHAR2(100 CHAR) NOT NULL,
    event_id     VARCHAR2(64 CHAR)  NOT NULL,
    event_type   VARCHAR2(200 CHAR) NOT NULL,
    subject      VARCHAR2(500 CHAR) NOT NULL,
    fact_key     VARCHAR2(255 CHAR) NOT NULL,
    seq_no       NUMBER(19)         NOT NULL,
    event_time   VARCHAR2(40 CHAR)  NOT NULL,
    body         CLOB               NOT NULL,
    PRIMARY KEY (event_source, event_id),
    UNIQUE (event_source, fact_key, seq_no)
);
CREATE TABLE feed_position (
    feed_name     VARCHAR2(50 CHAR) NOT NULL PRIMARY KEY,
    last_event_id VARCHAR2(64 CHAR) NOT NULL
);
CREATE TABLE kafka_position (
    topic_name   VARCHAR2(200 CHAR) NOT NULL,
    partition_no NUMBER(10)         NOT NULL,
    next_offset  NUMBER(19)         NOT NULL,
    PRIMARY KEY (topic_name, partition_no)
);
CREATE TABLE ledger (
    fact_key   VARCHAR2(255 CHAR) NOT NULL PRIMARY KEY,
    fact_count NUMBER(19)         NOT NULL,
    last_type  VARCHAR2(200 CHAR) NOT NULL,
    last_time  VARCHAR2(40 CHAR)  NOT NULL
);
