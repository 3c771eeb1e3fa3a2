-- SQLite：示例程序启动时自己执行（可以重复执行）。
CREATE TABLE IF NOT EXISTS facts (          -- 收到的事实，一条一行
    event_source VARCHAR(100) NOT NULL,     -- 哪个服务：/sanzhi/registry
    event_id     VARCHAR(64)  NOT NULL,     -- 与 event_source 一起唯一：同一条事实只会写入一次
    event_type   VARCHAR(200) NOT NULL,     -- sanzhi.registry.project.approved.v1
    subject      VARCHAR(500) NOT NULL,     -- 关于谁：projects/…/engagements/…
    fact_key     VARCHAR(255) NOT NULL,     -- 所属项目（没有项目的，是它自己）
    seq_no       BIGINT       NOT NULL,     -- 在本服务、本项目中的序号
    event_time   VARCHAR(40)  NOT NULL,     -- 发生时间，UTC，RFC 3339
    body         TEXT         NOT NULL,     -- 内容，JSON
    PRIMARY KEY (event_source, event_id),
    UNIQUE (event_source, fact_key, seq_no)
);
CREATE TABLE IF NOT EXISTS feed_position (  -- 拉取接口取到哪里
    feed_name     VARCHAR(50) NOT NULL PRIMARY KEY,
    last_event_id VARCHAR(64) NOT NULL
);
CREATE TABLE IF NOT EXISTS kafka_position ( -- Kafka 读到哪里
    topic_name   VARCHAR(200) NOT NULL,
    partition_no INTEGER      NOT NULL,
    next_offset  BIGINT       NOT NULL,
    PRIMARY KEY (topic_name, partition_no)
);
CREATE TABLE IF NOT EXISTS ledger (         -- 示例的业务表：各项目有多少条事实，最近一条是什么。换成贵单位自己的表
    fact_key   VARCHAR(255) NOT NULL PRIMARY KEY,
    fact_count BIGINT       NOT NULL,
    last_type  VARCHAR(200) NOT NULL,
    last_time  VARCHAR(40)  NOT NULL
);
