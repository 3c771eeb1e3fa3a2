package cn.example.subscriber;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** 拉取接口的三个调用。 */
final class Feed {
    private static final String BEGINNING = "1970-01-01T00:00:00Z";
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final String url;
    private final String token;

    Feed(String url, String token) {
        this.url = url.replaceAll("/+$", "");
        this.token = token;
    }

    /** 令牌、参数不对：再试也没有用。 */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String told) {
            super(told);
        }
    }

    /** 暂时不行，至少过这么多秒再来。 */
    static final class TryLater extends IOException {
        private static final long serialVersionUID = 1L;
        final long seconds;

        TryLater(String told, long seconds) {
            super(told);
            this.seconds = seconds;
        }
    }

    /** last 以后的一页；没有新的，最多等 waitMs 毫秒，得到空页。 */
    List<Event> facts(String last, int waitMs) throws IOException, InterruptedException {
        String after = last == null ? "from=" + BEGINNING : "lastEventId=" + encoded(last);
        return events(call("GET", "/feeds/facts?" + after + "&timeout=" + waitMs + "&limit=1000", null));
    }

    /** 一个服务、一个项目里，序号在两者之间的。 */
    List<Event> gap(String source, String key, long after, long before) throws IOException, InterruptedException {
        String query = "source=" + encoded(source) + "&key=" + encoded(key) + "&after=" + after + "&before=" + before;
        return events(call("GET", "/feeds/facts/gap?" + query, null));
    }

    /** 告诉对方已经写到哪里：市科技局由此看到本单位是否落后。 */
    void acknowledge(String last) throws IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("lastEventId", last);
        call("PUT", "/feeds/facts/position", body.toString());
    }

    private String call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        String told = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() == 429 || answer.statusCode() >= 500) {
            throw new TryLater(told, answer.headers().firstValueAsLong("Retry-After").orElse(0));
        }
        if (answer.statusCode() >= 400) {
            throw new Refused(told);
        }
        return answer.body();
    }

    private static List<Event> events(String page) throws IOException {
        try {
            List<Event> found = new ArrayList<>();
            for (JsonElement one : JsonParser.parseString(page).getAsJsonArray()) {
                found.add(Event.of(one.getAsJsonObject()));
            }
            return found;
        } catch (JsonParseException | IllegalStateException error) {
            throw new IOException("收到的不完整：" + error.getMessage(), error);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
