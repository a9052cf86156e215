package dev.corral.internal.codec;

import com.sun.management.ThreadMXBean;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Feeds random and mutated bytes to every codec, in a JVM of its own with a small heap. Ends with 0
 * if nothing but {@link CodecException} came out and no call allocated out of proportion.
 */
@SuppressWarnings({"deprecation", "SystemOut", "ThreadId"})
public final class CodecFuzz {

  private static final long MOST_BYTES = 8L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private CodecFuzz() {}

  /**
   * Runs the rounds.
   *
   * @param args the number of rounds and the seed
   */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    Random random = new Random(Long.parseLong(args[1]));
    String[] allow = {"dev.corral.internal.codec.Shop$Pair", "dev.corral.internal.codec.Shop$Node"};
    Map<String, Target> targets = new LinkedHashMap<>();
    targets.put("kryo", target(Codecs.kryo(Shop.Order.class, allow)));
    targets.put("keys", target(Codecs.kryoKeys(Shop.Order.class, allow)));
    targets.put("java", target(Codecs.java(Shop.Address.class)));
    ValueCodec values =
        new ValueCodec("books", Codecs.kryo(Shop.Order.class, allow), Compressor.from(1));
    targets.put(
        "values",
        new Target(v -> values.encode(v).toBytes(), b -> values.decode(new Encoded(0, b))));
    KeyCodec keys = Codecs.keys(Shop.Order.class, allow);
    targets.put("texts", new Target(keys::encode, b -> keys.decode(b)));
    int[] survived = new int[1];
    targets.forEach((name, target) -> survived[0] += target.run(name, rounds, random));
    System.out.println("decoded all the same: " + survived[0]);
  }

  private static Target target(dev.corral.codec.Codec codec) {
    return new Target(v -> codec.encode(v).toBytes(), b -> codec.decode(new Encoded(0, b)));
  }

  private interface Encoder {
    byte[] encode(Object value);
  }

  private record Target(Encoder encoder, Consumer<byte[]> decoder) {

    int run(String name, int rounds, Random random) {
      List<byte[]> samples = samples();
      int survived = 0;
      for (int i = 0; i < rounds; i++) {
        byte[] bytes = i % 4 == 0 ? noise(random) : mutated(samples, random);
        byte[] before = bytes.clone();
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
          decoder.accept(bytes);
          survived++;
        } catch (CodecException expected) {
          // Whatever the bytes are, this is the answer.
        }
        allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
        if (allocated > MOST_BYTES) {
          throw new AssertionError(
              name + " allocated " + allocated + ": " + Arrays.toString(before));
        }
        if (!Arrays.equals(before, bytes)) {
          throw new AssertionError(name + " wrote to its input: " + Arrays.toString(before));
        }
      }
      return survived;
    }

    private List<byte[]> samples() {
      List<byte[]> samples = new ArrayList<>();
      List<Object> values = new ArrayList<>(KryoCodecRoundTripTest.jdkValues().toList());
      values.removeIf(v -> v instanceof List<?> l && l.size() > 1000);
      values.removeIf(v -> v instanceof String s && s.length() > 1000);
      values.add(KryoCodecRoundTripTest.order());
      values.add(new Shop.Address("street", 1));
      values.add(new Shop.Pair<>(List.of(1, 2), new Shop.Address("a", 2)));
      values.add(new IllegalStateException("x"));
      for (Object value : values) {
        try {
          samples.add(encoder.encode(value));
        } catch (CodecException e) {
          if (value instanceof Serializable && value instanceof Number) {
            throw e;
          }
        }
      }
      return samples;
    }

    private static byte[] noise(Random random) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 2 && random.nextBoolean()) {
        bytes[0] = (byte) random.nextInt(14);
      }
      return bytes;
    }

    private static byte[] mutated(List<byte[]> samples, Random random) {
      byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
      for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 0; n--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
          case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> bytes[at] = (byte) random.nextInt();
          case 2 -> bytes = Arrays.copyOf(bytes, at);
          case 3 -> huge(bytes, at);
          case 4 -> bytes[at] = (byte) random.nextInt(200);
          default -> bytes = spliced(bytes, at, samples.get(random.nextInt(samples.size())));
        }
      }
      return bytes;
    }

    private static void huge(byte[] bytes, int at) {
      byte[] length = {-1, -1, -1, -1, 7};
      System.arraycopy(length, 0, bytes, at, Math.min(5, bytes.length - at));
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] other) {
      byte[] result = Arrays.copyOf(bytes, at + other.length);
      System.arraycopy(other, 0, result, at, other.length);
      return result;
    }
  }
}
