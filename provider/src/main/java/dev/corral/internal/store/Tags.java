package dev.corral.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a record as its bytes have them ({@code docs/layout.md}): each with the stamp under
 * which the record was written. The record is dead once one of its tags has another stamp.
 *
 * @param all the tags, at least one
 * @param end the offset behind them, where the payload begins
 */
record Tags(List<Tag> all, int end) {
  private static final int STAMP = 16;
  private static final byte[] NO_NAMES = new byte[0];

  /**
   * A tag of a record.
   *
   * @param name in UTF-8
   * @param stamp what the tag's own key must contain
   */
  record Tag(byte[] name, byte[] stamp) {
    String text() {
      return new String(name, StandardCharsets.UTF_8);
    }

    boolean isStamped(byte @Nullable [] found) {
      return found != null && Arrays.equals(stamp, found);
    }
  }

  /** Null if the bytes behind the header are no tags: then the record is dead, as for scripts. */
  static @Nullable Tags parse(byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record, RecordFormat.HEADER, 0).limit(record.length);
    if (bytes.remaining() < 2) {
      return null;
    }
    int end = Short.toUnsignedInt(bytes.getShort()) + bytes.position();
    if (end > record.length || end == bytes.position()) {
      return null;
    }
    List<Tag> tags = new ArrayList<>();
    while (bytes.position() < end) {
      int length = end - bytes.position() < 2 ? 0 : Short.toUnsignedInt(bytes.getShort());
      if (length == 0 || end - bytes.position() < length + STAMP) {
        return null;
      }
      byte[] name = new byte[length];
      byte[] stamp = new byte[STAMP];
      bytes.get(name).get(stamp);
      tags.add(new Tag(name, stamp));
    }
    return new Tags(tags, end);
  }

  /** The tags as text. */
  List<String> texts() {
    return all.isEmpty() ? List.of() : all.stream().map(Tag::text).toList();
  }

  /** Names, each after its length: what of the tags the checksum covers. */
  byte[] names() {
    return all.isEmpty() ? NO_NAMES : names(all.stream().map(Tag::name).toList());
  }

  /** Names of tags that are to be put, in the same form. */
  static byte[] encode(List<String> tags) {
    return tags.isEmpty() ? NO_NAMES : names(tags.stream().map(Tags::utf8).toList());
  }

  static byte[] utf8(String tag) {
    return tag.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] names(List<byte[]> names) {
    ByteBuffer bytes =
        ByteBuffer.allocate(names.stream().mapToInt(name -> Short.BYTES + name.length).sum());
    names.forEach(name -> bytes.putShort((short) name.length).put(name));
    return bytes.array();
  }
}
