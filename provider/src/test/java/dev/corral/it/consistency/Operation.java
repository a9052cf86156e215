package dev.corral.it.consistency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a client, as a history has it. Times are {@link System#nanoTime()}, which on
 * Linux is CLOCK_MONOTONIC and so the same clock in all JVMs of one machine.
 *
 * @param session who did it; a session does one thing at a time
 * @param key of the entry; of GIVE and TAKE the name of what was handed over
 * @param expected what CAS compares with, null for absence; else null
 * @param value what was read or written, null for absence; else null
 * @param returned when it came back; without meaning if the outcome is unknown
 */
record Operation(
    String session,
    Kind kind,
    String key,
    @Nullable String expected,
    @Nullable String value,
    Outcome outcome,
    long invoked,
    long returned) {

  /** What was done. */
  enum Kind {
    READ,
    WRITE,
    REMOVE,
    /** Writes if the value is the expected one; absence may be expected, and written. */
    CAS,
    /** The session's token leaves for another session. */
    GIVE,
    /** The session goes on with a token that another one gave. */
    TAKE
  }

  /** What became of it. */
  enum Outcome {
    OK,
    /** A CAS that found another value than it expected. */
    REFUSED,
    /** It failed, certainly without effect. */
    FAIL,
    /** It takes effect at any time after its invocation, or never. */
    UNKNOWN
  }

  static final String ABSENT = "~";

  /** The value that it saw for certain, if any: of a READ, and of a CAS that succeeded. */
  boolean isObservation() {
    return outcome == Outcome.OK && (kind == Kind.READ || kind == Kind.CAS);
  }

  /** What {@link #isObservation()} is about; null for absence. */
  @Nullable String observed() {
    return kind == Kind.READ ? value : expected;
  }

  /** Whether it changed the entry, or may have. */
  boolean isChange() {
    boolean changes = kind == Kind.WRITE || kind == Kind.REMOVE || kind == Kind.CAS;
    return changes && (outcome == Outcome.OK || outcome == Outcome.UNKNOWN);
  }

  /** The same, not yet returned. */
  Operation withUnknownOutcome() {
    return new Operation(session, kind, key, expected, value, Outcome.UNKNOWN, invoked, returned);
  }

  /** One line, which {@link #parse} reads. */
  String toLine() {
    return Stream.of(
            encoded(session),
            kind.name(),
            encoded(key),
            encoded(expected),
            encoded(value),
            outcome.name(),
            String.valueOf(invoked),
            String.valueOf(returned))
        .collect(Collectors.joining(" "));
  }

  static Operation parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Operation(
        URLDecoder.decode(parts[0], UTF_8),
        Kind.valueOf(parts[1]),
        URLDecoder.decode(parts[2], UTF_8),
        decoded(parts[3]),
        decoded(parts[4]),
        Outcome.valueOf(parts[5]),
        Long.parseLong(parts[6]),
        Long.parseLong(parts[7]));
  }

  private static String encoded(@Nullable String text) {
    return text == null ? ABSENT : URLEncoder.encode(text, UTF_8);
  }

  private static @Nullable String decoded(String text) {
    return text.equals(ABSENT) ? null : URLDecoder.decode(text, UTF_8);
  }

  /** For people: who did what, and when in microseconds since a moment. */
  String describe(long since) {
    String what =
        switch (kind) {
          case READ -> "READ " + key + " = " + shown(value);
          case WRITE -> "WRITE " + key + " := " + shown(value);
          case REMOVE -> "REMOVE " + key;
          case CAS -> "CAS " + key + " " + shown(expected) + " -> " + shown(value);
          case GIVE -> "GIVE " + key;
          case TAKE -> "TAKE " + key;
        };
    String end = outcome == Outcome.UNKNOWN ? "?" : String.valueOf((returned - since) / 1_000);
    String how = outcome == Outcome.OK ? "" : " (" + outcome + ")";
    return session + " " + what + how + " [" + (invoked - since) / 1_000 + ".." + end + " us]";
  }

  static String shown(@Nullable String value) {
    return value == null ? "(absent)" : value;
  }
}
