package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One message between parent and child JVM: an id that joins a question and its answer, a kind, and
 * texts of any content. On the wire it is one line of printable characters behind a marker, so that
 * it can share a stream with ordinary output.
 */
record Frame(long id, Kind kind, List<String> texts) {

  static final String MARKER = "\u0001corral\u0001";

  /** What a message is. */
  enum Kind {
    CALL,
    CLOSE,
    ANSWER,
    FAILURE
  }

  static Frame of(long id, Kind kind, String... texts) {
    return new Frame(id, kind, List.of(texts));
  }

  String toLine() {
    StringBuilder line = new StringBuilder(MARKER).append(id).append(' ').append(kind);
    for (String text : texts) {
      line.append(' ').append(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    }
    return line.toString();
  }

  static Frame parse(String afterMarker) {
    String[] parts = afterMarker.split(" ", -1);
    List<String> texts = new ArrayList<>();
    for (int i = 2; i < parts.length; i++) {
      texts.add(new String(Base64.getDecoder().decode(parts[i]), UTF_8));
    }
    return new Frame(Long.parseLong(parts[0]), Kind.valueOf(parts[1]), List.copyOf(texts));
  }
}
