package dev.corral.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.params.SetParams;

/** The short way of a plain put does just what the long one does, whatever it meets. */
class ShortPutTest extends ScriptTest {
  private static final String M = "corral:{books#1}m";
  private static final String R = "corral:{books#1}rs:a";
  private static final String L = "corral:{books#1}ls:a";
  private static final String TAG = "corral:{books#1}tred";
  private static final String STAMP = "stampstampstamp!";

  /** Server time of both: 1,700,000,000.123456 s. */
  private static final String TIME = "{ '1700000000', '123456' }";

  private static final long NOW = 1_700_000_000_123L;
  private static final long NOW_MICROS = 1_700_000_000_123_456L;
  private static final long HOUR = 3_605_000;
  private static final long ETERNAL = (1L << 53) - 1;
  private static final String EPOCH = "epoch--1";

  private final String longWay = frozen(Scripts.text("common") + Scripts.text("mutate"));
  private final String bothWays = frozen(new String(Scripts.MUTATE.source(), UTF_8));

  /** At a certain time, and with messages kept in lists that are named as their channels. */
  private static String frozen(String script) {
    String still = script.replaceAll("(redis\\.)?call\\('TIME'\\)", TIME);
    String telling =
        still.replace("redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH'", "'RPUSH'");
    assertThat(still).isNotEqualTo(script).doesNotContain("'TIME'");
    assertThat(telling).isNotEqualTo(still).doesNotContain("PUBLISH'");
    return telling;
  }

  private static byte[] raw(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String number(long value) {
    return new String(ByteBuffer.allocate(8).putLong(value).array(), ISO_8859_1);
  }

  private static String header(int flags, String epoch, long expiry) {
    return "\u00c7\u0001"
        + (char) flags
        + "\0summ"
        + epoch
        + number(NOW_MICROS - 5)
        + "oldnonce"
        + number(expiry)
        + "costfingerpr";
  }

  private static Map<String, Runnable> states(Object... namesAndStates) {
    Map<String, Runnable> states = new LinkedHashMap<>();
    for (int i = 0; i < namesAndStates.length; i += 2) {
      states.put((String) namesAndStates[i], (Runnable) namesAndStates[i + 1]);
    }
    return states;
  }

  private Runnable set(String key, String value) {
    return () -> books.redis.set(raw(key), raw(value));
  }

  private Runnable list(String key) {
    return () -> books.redis.rpush(key, "foreign");
  }

  private Runnable tagged(String block, String stamp) {
    return () -> {
      set(R, header(8, EPOCH, ETERNAL) + block + "payload").run();
      set(TAG, stamp).run();
    };
  }

  private final Map<String, Runnable> records =
      states(
          "live", set(R, header(0, EPOCH, ETERNAL) + "payload"),
          "absent", (Runnable) () -> {},
          "live for an hour",
              (Runnable)
                  () ->
                      books.redis.set(
                          raw(R),
                          raw(header(2, EPOCH, NOW + HOUR) + "payload"),
                          SetParams.setParams().px(HOUR)),
          "live for 1 ms", set(R, header(2, EPOCH, NOW + 1) + "payload"),
          "expired now", set(R, header(2, EPOCH, NOW) + "payload"),
          "expired", set(R, header(0, EPOCH, NOW - HOUR) + "payload"),
          "claimed", set(R, header(1, EPOCH, NOW - 1) + "payload"),
          "null", set(R, header(4, EPOCH, NOW + HOUR)),
          "expired null", set(R, header(6, EPOCH, NOW - 1)),
          "of another epoch", set(R, header(0, "epoch--2", ETERNAL) + "payload"),
          "tagged of another epoch", set(R, header(8, "epoch--2", ETERNAL) + "payload"),
          "header only", set(R, header(0, EPOCH, ETERNAL)),
          "too short", set(R, header(0, EPOCH, ETERNAL).substring(0, 51)),
          "empty", set(R, ""),
          "of no magic", set(R, "x" + header(0, EPOCH, ETERNAL).substring(1)),
          "of another format", set(R, "\u00c7\u0002" + header(0, EPOCH, ETERNAL).substring(2)),
          "of more than for ever", set(R, header(0, EPOCH, ETERNAL + 1) + "payload"),
          "of a negative expiry", set(R, header(0, EPOCH, -1) + "payload"),
          "tagged", tagged("\0\u0015\0\u0003red" + STAMP, STAMP),
          "dead by tag", tagged("\0\u0015\0\u0003red" + STAMP, STAMP.replace('!', '?')),
          "malformed tags", tagged("\0\u0099red", STAMP),
          "a list", list(R));

  private final Map<String, Runnable> leases =
      states(
          "none", (Runnable) () -> {},
          "load", set(L, "Ltokentokentoken" + "!" + EPOCH + number(0)),
          "awaited", set(L, "Ltokentokentoken" + "!" + EPOCH + number(0) + "W"),
          "exclusive", set(L, "Xtokentokentoken" + "!" + EPOCH + number(0)),
          "of another epoch", set(L, "Ltokentokentoken" + "!" + "epoch--2" + number(0)),
          "garbage", set(L, "garbage"),
          "a list", list(L));

  private final Map<String, Runnable> shards =
      states(
          "usual", set(M, EPOCH + number(NOW_MICROS - 1) + "lastonce"),
          "none", (Runnable) () -> {},
          "new", set(M, EPOCH + number(0) + "lastonce"),
          "ahead", set(M, EPOCH + number(NOW_MICROS + 7) + "lastonce"),
          "untagged", set(M, EPOCH + number(NOW_MICROS - 1) + "lastonce" + number(NOW_MICROS - 9)),
          "untagged by the last", set(M, EPOCH + number(7) + "lastonce" + number(7)),
          "with nothing untagged", set(M, EPOCH + number(NOW_MICROS) + "lastonce" + number(0)),
          "untagged later", set(M, EPOCH + number(7) + "lastonce" + number(8)),
          "untagged before", set(M, EPOCH + number(7) + "lastonce" + number(-8)),
          "negative", set(M, EPOCH + number(-1) + "lastonce"),
          "at its end", set(M, EPOCH + number(ETERNAL) + "lastonce"),
          "over its end", set(M, EPOCH + number(ETERNAL + 1) + "lastonce"),
          "malformed", set(M, EPOCH),
          "a list", list(M));

  /** What is asked, of one key or several. */
  private record Ask(String name, Map<String, String> terms) {
    private static final Map<String, String> USUAL =
        Map.ofEntries(
            Map.entry("condition", "*"),
            Map.entry("change", "P"),
            Map.entry("rule", "n"),
            Map.entry("wanted", "0"),
            Map.entry("grace", "5000"),
            Map.entry("least", "1"),
            Map.entry("body", "costfingerprpayload"),
            Map.entry("created", "-1"),
            Map.entry("updated", "-1"),
            Map.entry("token", ""),
            Map.entry("tags", ""));

    private String text(String what) {
      return Objects.requireNonNull(terms.getOrDefault(what, USUAL.get(what)));
    }

    private String bytes(String what) {
      return number(Long.parseLong(text(what)));
    }

    private List<String> keys(List<String> texts) {
      List<String> keys = new ArrayList<>(List.of(M));
      for (String text : texts) {
        keys.add("corral:{books#1}r" + text);
        keys.add("corral:{books#1}l" + text);
      }
      if (!text("tags").isEmpty()) {
        keys.add(TAG);
      }
      return keys;
    }

    private List<String> arguments(List<String> texts) {
      List<String> arguments = new ArrayList<>();
      String codes = text("condition") + text("change") + text("rule") + text("wanted");
      arguments.add(codes + bytes("grace") + bytes("least") + "newepoch" + "origin--");
      arguments.add("channel");
      arguments.add("wakes");
      for (int i = 0; i < texts.size(); i++) {
        // The second of several has a lifetime of its own.
        String lifetimes =
            i == 1 ? number(HOUR) + number(HOUR) : bytes("created") + bytes("updated");
        String version = number(0) + number(0);
        String more = text("token") + text("tags");
        arguments.add(
            ("newonce" + i + "summ")
                + lifetimes
                + (more.isEmpty() ? "" : version + (text("token") + version).substring(0, 16))
                + text("tags"));
        arguments.add(text("body"));
      }
      return arguments;
    }
  }

  /** What is asked, and the terms that are not the usual ones. */
  private static Ask ask(String name, String... terms) {
    Map<String, String> unusual = new LinkedHashMap<>();
    for (int i = 0; i < terms.length; i += 2) {
      unusual.put(terms[i], terms[i + 1]);
    }
    return new Ask(name, unusual);
  }

  private static final List<Ask> ASKS =
      List.of(
          ask("for ever"),
          ask("for an hour", "created", "" + HOUR, "updated", "" + HOUR),
          ask("for an hour if created", "created", "" + HOUR, "updated", "-2"),
          ask("for an hour if updated", "updated", "" + HOUR),
          ask("not at all", "created", "0", "updated", "0"),
          ask("not if created", "created", "0"),
          ask("until now if updated", "updated", "0"),
          ask("until now if updated, without grace", "grace", "0", "updated", "0"),
          ask(
              "for an hour without grace",
              "grace",
              "0",
              "created",
              "" + HOUR,
              "updated",
              "" + HOUR),
          ask("after a session", "least", "" + (NOW_MICROS + 3_600_000_000L)),
          ask("after a session made up", "least", "" + (NOW_MICROS + 86_400_000_001L)),
          ask("a null", "body", "costfingerpr"),
          ask("wanting the old", "wanted", "1"),
          ask("claiming", "wanted", "2"),
          ask("telling", "wanted", "4"),
          ask("if absent", "condition", "-"),
          ask("if present", "condition", "+"),
          ask("voiding", "rule", "f"),
          ask("under a load lease", "rule", "l", "token", "tokentokentoken!"),
          ask("under an exclusive lease", "rule", "x", "token", "tokentokentoken!"),
          ask("removing", "change", "D"),
          ask("with a tag", "tags", "\0\u0003red"),
          ask("a large one", "body", "costfingerpr" + "payload".repeat(200)));

  /** The records that are there, as key {@code s:a}: alone, among others, and twice. */
  private enum Among {
    NONE("s:a"),
    OTHERS("s:z s:a s:y"),
    ITSELF("s:a s:z s:a");

    private final String texts;

    Among(String texts) {
      this.texts = texts;
    }

    private List<String> keys() {
      return List.of(texts.split(" "));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyRecord_withAnyPut(Among among) {
    records
        .values()
        .forEach(r -> ASKS.forEach(a -> same(r, first(leases), first(shards), a, among)));
  }

  @ParameterizedTest
  @EnumSource
  void anyRecord_underAnyLease(Among among) {
    records
        .values()
        .forEach(r -> leases.values().forEach(l -> same(r, l, first(shards), ASKS.get(0), among)));
  }

  @ParameterizedTest
  @EnumSource
  void anyRecord_inAnyShard(Among among) {
    records
        .values()
        .forEach(r -> shards.values().forEach(s -> same(r, first(leases), s, ASKS.get(0), among)));
  }

  @Test
  void anyPut_inAnyShard_underAnyLease() {
    leases
        .values()
        .forEach(
            l ->
                shards
                    .values()
                    .forEach(s -> ASKS.forEach(a -> same(first(records), l, s, a, Among.NONE))));
  }

  private static Runnable first(Map<String, Runnable> states) {
    return states.values().iterator().next();
  }

  private String nameOf(Runnable state) {
    for (Map<String, Runnable> states : List.of(records, leases, shards)) {
      for (Map.Entry<String, Runnable> each : states.entrySet()) {
        if (each.getValue() == state) {
          return each.getKey();
        }
      }
    }
    return "?";
  }

  private void same(Runnable record, Runnable lease, Runnable shard, Ask ask, Among among) {
    List<Runnable> before =
        List.of(record, lease, shard, set("corral:{books#1}rs:y", header(0, EPOCH, ETERNAL)));
    Map<String, String> expected = after(before, longWay, ask, among);
    assertThat(after(before, bothWays, ask, among))
        .as(
            "record %s, lease %s, shard %s: %s",
            nameOf(record), nameOf(lease), nameOf(shard), ask.name)
        .isEqualTo(expected);
  }

  private @Nullable Object run(String script, Ask ask, Among among) {
    return books.redis.eval(
        script.getBytes(ISO_8859_1),
        ask.keys(among.keys()).stream().map(ShortPutTest::raw).toList(),
        ask.arguments(among.keys()).stream().map(ShortPutTest::raw).toList());
  }

  /** The reply, and all that is in Redis. */
  private Map<String, String> after(List<Runnable> before, String script, Ask ask, Among among) {
    books.redis.flushAll();
    before.forEach(Runnable::run);
    Map<String, String> after = new TreeMap<>();
    after.put("reply", shown(inFull(run(script, ask, among))));
    for (byte[] key : books.redis.keys("*".getBytes(US_ASCII))) {
      boolean isList = books.redis.type(key).equals("list");
      // Lifetimes end with 5 or 10 s, so that some ms more or less do not show.
      String lives = " lives " + (books.redis.pttl(key) + 2_500) / 5_000;
      after.put(
          shown(key),
          isList
              ? shown(books.redis.lrange(key, 0, -1)) + lives
              : shown(books.redis.get(key)) + lives);
    }
    return after;
  }

  /** A reply of the short way as the long one has it. */
  private static List<@Nullable Object> inFull(@Nullable Object reply) {
    List<@Nullable Object> all = new ArrayList<>((List<?>) Objects.requireNonNull(reply));
    if (all.get(2) instanceof byte[] puts) {
      all.remove(2);
      ByteBuffer bytes = ByteBuffer.wrap(puts);
      while (bytes.hasRemaining()) {
        List<@Nullable Object> one = new ArrayList<>();
        one.add((long) bytes.get());
        one.add((long) bytes.get());
        one.add(bytes.getLong());
        one.add(null);
        one.add(null);
        byte[] nonce = new byte[8];
        bytes.get(nonce);
        one.add(nonce);
        one.add(bytes.getLong());
        all.add(one);
      }
    }
    return all;
  }

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> each == null ? "nil" : shown(each)).toList().toString();
    }
    return value instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : String.valueOf(value);
  }

  /** TIME, MGET, GETRANGE or for several MGET, PUBLISH, and what writes. */
  @ParameterizedTest
  @CsvSource({"NONE, -1, 5", "NONE, 60000, 6", "OTHERS, -1, 8"})
  void plainPut_costsFewCommands(Among among, String lifetime, int commands) {
    Ask ask = ask("", "created", lifetime, "updated", lifetime);
    Runnable put = () -> run(new String(Scripts.MUTATE.source(), ISO_8859_1), ask, among);
    first(shards).run();
    assertThat(commandsOf(put)).as("creates").isEqualTo(commands);
    assertThat(commandsOf(put)).as("updates").isEqualTo(commands);
  }

  private long commandsOf(Runnable put) {
    books.redis.configResetStat();
    put.run();
    return books
        .redis
        .info("commandstats")
        .lines()
        .filter(
            line -> line.startsWith("cmdstat_") && !line.matches("cmdstat_(eval|config|info).*"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=([0-9]+),.*", "$1")))
        .sum();
  }
}
