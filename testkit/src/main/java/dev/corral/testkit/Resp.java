package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Redis protocol, both versions, just as far as it takes to tell where things end. */
final class Resp {

  private static final int TLS_HANDSHAKE = 0x16;
  private static final Set<String> MESSAGES =
      Set.of("message", "pmessage", "smessage", "invalidate");

  private Resp() {}

  /** Whether this first byte of a connection begins a TLS handshake rather than a command. */
  static boolean isTls(int firstByte) {
    return firstByte == TLS_HANDSHAKE;
  }

  /** Reads one command, an array or an inline one; null at the end of the stream. */
  static @Nullable List<byte[]> readCommand(InputStream in) throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      List<byte[]> command = first == '*' ? readArguments(in) : inline(first, in);
      if (!command.isEmpty()) {
        return command;
      }
    }
  }

  private static List<byte[]> readArguments(InputStream in) throws IOException {
    int count = number(line(in));
    List<byte[]> arguments = new ArrayList<>(Math.max(count, 0));
    for (int i = 0; i < count; i++) {
      int type = in.read();
      if (type != '$') {
        throw new IOException("A command has an argument of type " + (char) type);
      }
      arguments.add(bytes(in, number(line(in))));
      bytes(in, 2);
    }
    return arguments;
  }

  private static List<byte[]> inline(int first, InputStream in) throws IOException {
    String text = ((char) first + line(in)).strip();
    List<byte[]> words = new ArrayList<>();
    for (String word : text.split(" +")) {
      if (!word.isEmpty()) {
        words.add(word.getBytes(ISO_8859_1));
      }
    }
    return words;
  }

  static byte[] encode(List<byte[]> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + command.size() + "\r\n").getBytes(ISO_8859_1));
    for (byte[] argument : command) {
      out.writeBytes(("$" + argument.length + "\r\n").getBytes(ISO_8859_1));
      out.writeBytes(argument);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    return out.toByteArray();
  }

  /** Whether a reply is a push message, which answers no command. */
  static boolean isPush(byte[] reply) {
    return reply[0] == '>';
  }

  /**
   * Whether a frame is a published message, or an invalidation of server-assisted tracking, rather
   * than a reply.
   *
   * @param asPush whether messages come as pushes, as in version 3, or as arrays
   */
  static boolean isMessage(byte[] frame, boolean asPush) {
    if (frame[0] != (asPush ? '>' : '*')) {
      return false;
    }
    int name = endOfLine(frame, endOfLine(frame, 0));
    int end = endOfLine(frame, name);
    return end - name > 2 && MESSAGES.contains(new String(frame, name, end - name - 2, ISO_8859_1));
  }

  /** Where the next line begins. */
  private static int endOfLine(byte[] frame, int from) {
    int at = from;
    while (at < frame.length && frame[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, frame.length);
  }

  /** Reads one reply, byte by byte as it came; null at the end of the stream. */
  static byte @Nullable [] readReply(InputStream in) throws IOException {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    int type = in.read();
    if (type < 0) {
      return null;
    }
    copyReply(type, in, raw);
    return raw.toByteArray();
  }

  private static void copyReply(int type, InputStream in, ByteArrayOutputStream raw)
      throws IOException {
    String header = line(in);
    raw.write(type);
    raw.writeBytes((header + "\r\n").getBytes(ISO_8859_1));
    switch (type) {
      case '$', '=', '!' -> {
        int length = number(header);
        if (length >= 0) {
          raw.writeBytes(bytes(in, length + 2));
        }
      }
      case '*', '~', '>' -> copyElements(number(header), in, raw);
      case '%' -> copyElements(2 * number(header), in, raw);
      case '|' -> {
        copyElements(2 * number(header), in, raw);
        copyElements(1, in, raw);
      }
      default -> {
        // A simple type: its line was all.
      }
    }
  }

  private static void copyElements(int count, InputStream in, ByteArrayOutputStream raw)
      throws IOException {
    for (int i = 0; i < count; i++) {
      int type = in.read();
      if (type < 0) {
        throw new EOFException("The reply is cut off");
      }
      copyReply(type, in, raw);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("A line is cut off");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static byte[] bytes(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("A string is cut off");
    }
    return bytes;
  }

  private static int number(String text) throws IOException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("Not a length: " + text, e);
    }
  }
}
