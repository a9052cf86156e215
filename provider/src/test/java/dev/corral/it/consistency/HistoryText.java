package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Histories written by hand, one operation each: session, times of invocation and return (? if the
 * outcome is unknown), then R key value, W key value, D key, C key expected value, G token or T
 * token. A tilde is absence; a ! after the letter is a refused C, or else a failure.
 */
final class HistoryText {

  private HistoryText() {}

  static List<Operation> history(String... lines) {
    return Arrays.stream(lines).map(HistoryText::operation).toList();
  }

  private static Operation operation(String line) {
    String[] parts = line.split(" ");
    boolean refused = parts[3].endsWith("!");
    Kind kind = kind(parts[3].charAt(0));
    boolean unknown = parts[2].equals("?");
    Outcome outcome = unknown ? Outcome.UNKNOWN : Outcome.OK;
    if (refused) {
      outcome = kind == Kind.CAS ? Outcome.REFUSED : Outcome.FAIL;
    }
    return new Operation(
        parts[0],
        kind,
        parts[4],
        kind == Kind.CAS ? value(parts[5]) : null,
        parts.length > 5 ? value(parts[parts.length - 1]) : null,
        outcome,
        Long.parseLong(parts[1]),
        unknown ? 0 : Long.parseLong(parts[2]));
  }

  private static Kind kind(char letter) {
    return switch (letter) {
      case 'R' -> Kind.READ;
      case 'W' -> Kind.WRITE;
      case 'D' -> Kind.REMOVE;
      case 'C' -> Kind.CAS;
      case 'G' -> Kind.GIVE;
      case 'T' -> Kind.TAKE;
      default -> throw new IllegalArgumentException(String.valueOf(letter));
    };
  }

  private static @Nullable String value(String text) {
    return text.equals(Operation.ABSENT) ? null : text;
  }
}
