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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private record Ask(String name, List<String> keys, List<String> arguments) {}

  /** What is asked, of the script's arguments from the fourth and from the eleventh on. */
  private static Ask ask(String name, String... changes) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "*",
                "P",
                "5000",
                "0",
                "n",
                "newepoch",
                "1",
                "channel",
                "origin--",
                "wakes",
                "newnonce",
                "summcostfingerprpayload",
                "",
                "-1",
                "-1",
                "",
                ""));
    List<String> keys = new ArrayList<>(List.of(M, R, L));
    for (int i = 0; i < changes.length; i += 2) {
      arguments.set(Integer.parseInt(changes[i]) - 1, changes[i + 1]);
      if (changes[i].equals("17")) {
        keys.add(TAG);
      }
    }
    return new Ask(name, keys, arguments);
  }

  private static final List<Ask> ASKS =
      List.of(
          ask("for ever"),
          ask("for an hour", "14", "" + HOUR, "15", "" + HOUR),
          ask("for an hour if created", "14", "" + HOUR, "15", "-2"),
          ask("for an hour if updated", "15", "" + HOUR),
          ask("not at all", "14", "0", "15", "0"),
          ask("not if created", "14", "0"),
          ask("until now if updated", "15", "0"),
          ask("until now if updated, without grace", "3", "0", "15", "0"),
          ask("for an hour without grace", "3", "0", "14", "" + HOUR, "15", "" + HOUR),
          ask("after a session", "7", "" + (NOW_MICROS + 3_600_000_000L)),
          ask("after a session made up", "7", "" + (NOW_MICROS + 86_400_000_001L)),
          ask("a null", "12", "summcostfingerpr"),
          ask("wanting the old", "4", "1"),
          ask("claiming", "4", "2"),
          ask("telling", "4", "4"),
          ask("if absent", "1", "-"),
          ask("if present", "1", "+"),
          ask("voiding", "5", "f"),
          ask("under a load lease", "5", "l", "16", "tokentokentoken!"),
          ask("under an exclusive lease", "5", "x", "16", "tokentokentoken!"),
          ask("removing", "2", "D"),
          ask("with a tag", "17", "\0\u0003red"));

  @Test
  void anyRecord_withAnyPut() {
    records.values().forEach(r -> ASKS.forEach(a -> same(r, first(leases), first(shards), a)));
  }

  @Test
  void anyRecord_underAnyLease() {
    records
        .values()
        .forEach(r -> leases.values().forEach(l -> same(r, l, first(shards), ASKS.get(0))));
  }

  @Test
  void anyRecord_inAnyShard() {
    records
        .values()
        .forEach(r -> shards.values().forEach(s -> same(r, first(leases), s, ASKS.get(0))));
  }

  @Test
  void anyPut_inAnyShard_underAnyLease() {
    leases
        .values()
        .forEach(
            l -> shards.values().forEach(s -> ASKS.forEach(a -> same(first(records), l, s, a))));
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

  private void same(Runnable record, Runnable lease, Runnable shard, Ask ask) {
    List<Runnable> before = List.of(record, lease, shard);
    Map<String, String> expected = after(before, longWay, ask);
    assertThat(after(before, bothWays, ask))
        .as(
            "record %s, lease %s, shard %s: %s",
            nameOf(record), nameOf(lease), nameOf(shard), ask.name)
        .isEqualTo(expected);
  }

  /** The reply, and all that is in Redis. */
  private Map<String, String> after(List<Runnable> before, String script, Ask ask) {
    books.redis.flushAll();
    before.forEach(Runnable::run);
    Map<String, String> after = new TreeMap<>();
    after.put(
        "reply",
        shown(
            books.redis.eval(
                script.getBytes(ISO_8859_1),
                ask.keys.stream().map(ShortPutTest::raw).toList(),
                ask.arguments.stream().map(ShortPutTest::raw).toList())));
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

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> each == null ? "nil" : shown(each)).toList().toString();
    }
    return value instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : String.valueOf(value);
  }

  /** TIME, MGET, GETRANGE, PUBLISH, and what writes. */
  @ParameterizedTest
  @CsvSource({"-1, 5", "60000, 6"})
  void plainPut_costsFewCommands(String lifetime, int commands) {
    Ask ask = ask("", "14", lifetime, "15", lifetime);
    Runnable put =
        () ->
            books.redis.eval(
                Scripts.MUTATE.source(),
                ask.keys.stream().map(ShortPutTest::raw).toList(),
                ask.arguments.stream().map(ShortPutTest::raw).toList());
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
