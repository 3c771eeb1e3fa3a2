package cn.example.subscriber;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** 一条事实，拉取接口和 Kafka 得到的是一样的。 */
final class Event {
    final String source;
    final String id;
    final String type;
    final String subject;
    final String key;
    final long number;
    /** 贵单位应当收到的、同一服务同一项目的前一条的序号；0：没有前一条。 */
    final long previous;
    final String time;
    final String body;

    Event(String source, String id, String type, String subject, String key, long number, long previous, String time, String body) {
        this.source = source;
        this.id = id;
        this.type = type;
        this.subject = subject;
        this.key = key;
        this.number = number;
        this.previous = previous;
        this.time = time;
        this.body = body;
    }

    /** CloudEvents 1.0 的 JSON 形式。 */
    static Event of(JsonObject json) {
        String key = text(json, "partitionkey");
        String subject = json.has("subject") ? text(json, "subject") : key;
        return new Event(text(json, "source"), text(json, "id"), text(json, "type"), subject, key, json.get("sequence").getAsLong(),
                json.get("previous").getAsLong(), text(json, "time"), String.valueOf(json.get("data")));
    }

    private static String text(JsonObject json, String name) {
        JsonElement found = json.get(name);
        if (found == null) {
            throw new IllegalArgumentException("没有属性 " + name);
        }
        return found.getAsString();
    }
}
