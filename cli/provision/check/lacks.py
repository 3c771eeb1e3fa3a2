"""What can be lacking, and how it is said: in Chinese for who runs the installation, in English for who is asked to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]


class Reason(StrEnum):
    """What is lacking, for programs."""

    MONGO_UNREACHABLE = "MONGO_UNREACHABLE"
    MONGO_LOGIN = "MONGO_LOGIN"
    MONGO_NO_USER = "MONGO_NO_USER"
    MONGO_TOO_OLD = "MONGO_TOO_OLD"
    MONGO_NO_REPLICA_SET = "MONGO_NO_REPLICA_SET"
    MONGO_RIGHT = "MONGO_RIGHT"
    MONGO_COLLECTION = "MONGO_COLLECTION"
    MONGO_INDEX = "MONGO_INDEX"
    MONGO_MAY_CHANGE_AUDIT = "MONGO_MAY_CHANGE_AUDIT"
    KAFKA_UNREACHABLE = "KAFKA_UNREACHABLE"
    KAFKA_TOO_OLD = "KAFKA_TOO_OLD"
    TOPIC_MISSING = "TOPIC_MISSING"
    TOPIC_OF_NEIGHBOUR_MISSING = "TOPIC_OF_NEIGHBOUR_MISSING"
    TOPIC_HIDDEN = "TOPIC_HIDDEN"
    TOPIC_RIGHT = "TOPIC_RIGHT"
    TOPIC_PARTITIONS = "TOPIC_PARTITIONS"
    TOPIC_COPIES = "TOPIC_COPIES"
    TOPIC_SETTING = "TOPIC_SETTING"
    TOPIC_SETTINGS_UNSEEN = "TOPIC_SETTINGS_UNSEEN"
    GROUP_RIGHT = "GROUP_RIGHT"


# {what}: the database, collection, topic or group; {is_} what was found there, {wanted} what is to be.
_SAID: dict[Reason, tuple[str, str]] = {
    Reason.MONGO_UNREACHABLE: ("连接不上 MongoDB（SANZHI_MONGO）：{is_}", "MongoDB (SANZHI_MONGO) cannot be reached: {is_}"),
    Reason.MONGO_LOGIN: ("MongoDB 不接受用户或口令：{is_}", "MongoDB refuses the user or the password: {is_}"),
    Reason.MONGO_NO_USER: ("SANZHI_MONGO 中没有用户：MongoDB 不问来者是谁", "SANZHI_MONGO names no user: MongoDB asks nobody who they are"),
    Reason.MONGO_TOO_OLD: ("MongoDB 版本是 {is_}，需要 {wanted} 以上", "MongoDB is {is_}; it must be {wanted} or later"),
    Reason.MONGO_NO_REPLICA_SET: ("MongoDB 不是副本集，没有事务", "MongoDB is no replica set, so that it has no transactions"),
    Reason.MONGO_RIGHT: ("用户在 {what} 上缺少权限：{wanted}", "the user lacks rights on {what}: {wanted}"),
    Reason.MONGO_COLLECTION: (
        "没有集合 {what}，而用户无权建立：请建立它，并建索引 {wanted}",
        "there is no collection {what}, and the user may not make it: make it, with the indexes {wanted}",
    ),
    Reason.MONGO_INDEX: (
        "集合 {what} 缺少索引，而用户无权建立：{wanted}",
        "the collection {what} lacks indexes that the user may not make: {wanted}",
    ),
    Reason.MONGO_MAY_CHANGE_AUDIT: (
        "用户可以改动只应增加的 {what}（{is_}）：请收回；在此之前，改动只有封印能查出",
        "the user may change {what}, which is only to be added to ({is_}): take that back; until then the seals alone show a change",
    ),
    Reason.KAFKA_UNREACHABLE: (
        "连接不上 Kafka（SANZHI_KAFKA={what}），地址、证书、用户或口令有误：{is_}",
        "Kafka (SANZHI_KAFKA={what}) cannot be reached; wrong address, certificate, user or password: {is_}",
    ),
    Reason.KAFKA_TOO_OLD: ("Kafka 太旧，需要 {wanted} 以上", "Kafka is too old; it must be {wanted} or later"),
    Reason.TOPIC_MISSING: (
        "没有主题 {what}，而用户无权或无法建立（{is_}）：请建立它，{wanted}",
        "there is no topic {what}, and the user may or can not make it ({is_}): make it, {wanted}",
    ),
    Reason.TOPIC_OF_NEIGHBOUR_MISSING: (
        "还没有主题 {what}：由它的服务建立，本服务会等待",
        "there is no topic {what} yet: its own service makes it, and this one waits",
    ),
    Reason.TOPIC_HIDDEN: (
        "看不到主题 {what}：没有这个主题，或者用户没有权限 {wanted}",
        "the topic {what} is not to be seen: it is not there, or the user lacks the rights {wanted}",
    ),
    Reason.TOPIC_RIGHT: ("用户在主题 {what} 上缺少权限：{wanted}", "the user lacks rights on the topic {what}: {wanted}"),
    Reason.TOPIC_PARTITIONS: (
        "主题 {what} 有 {is_} 个分区，应为 {wanted} 个（SANZHI_PARTITIONS），以后不能更改",
        "the topic {what} has {is_} partitions; {wanted} are wanted (SANZHI_PARTITIONS), and they cannot change later",
    ),
    Reason.TOPIC_COPIES: (
        "主题 {what} 只有 {is_} 份副本，应为 {wanted} 份（SANZHI_REPLICATION）",
        "the topic {what} has {is_} copies only; {wanted} are wanted (SANZHI_REPLICATION)",
    ),
    Reason.TOPIC_SETTING: ("主题 {what} 的设置是 {is_}，应为 {wanted}", "the topic {what} has {is_}; it must be {wanted}"),
    Reason.TOPIC_SETTINGS_UNSEEN: (
        "用户看不到主题 {what} 的设置（DESCRIBE_CONFIGS）：请另行核对 {wanted}",
        "the user may not see the settings of the topic {what} (DESCRIBE_CONFIGS): see by other means to {wanted}",
    ),
    Reason.GROUP_RIGHT: ("用户在消费组 {what} 上缺少权限：READ", "the user lacks the right READ on the consumer group {what}"),
}

# What a service can run with all the same; somebody should look at it.
NOTES = frozenset({Reason.MONGO_MAY_CHANGE_AUDIT, Reason.TOPIC_OF_NEIGHBOUR_MISSING, Reason.TOPIC_SETTINGS_UNSEEN})


@dataclass(frozen=True)
class Lack:
    """`what`: the database, collection, topic or group; `is_`: what was found; `wanted`: what is to be there."""

    reason: Reason
    what: str = ""
    is_: str = ""
    wanted: str = ""

    @property
    def must(self) -> bool:
        """Whether the service cannot do without."""
        return self.reason not in NOTES

    def said(self, language: Language) -> str:
        """For people."""
        return _SAID[self.reason][0 if language == "zh" else 1].format(what=self.what, is_=self.is_, wanted=self.wanted)


def lines(service: str, lacks: Sequence[Lack], language: Language) -> list[str]:
    """The whole report of one service, a line each, what must be mended first."""
    mark = {True: ("缺", "LACKS"), False: ("注意", "NOTE")}
    place = 0 if language == "zh" else 1
    told = [f"{service}  {mark[lack.must][place]}  {lack.said(language)}" for lack in sorted(lacks, key=lambda lack: not lack.must)]
    if not any(lack.must for lack in lacks):
        told.append(f"{service}  " + ("MongoDB 和 Kafka 上需要的都有", "all that it needs is there at MongoDB and Kafka")[place])
    return told
