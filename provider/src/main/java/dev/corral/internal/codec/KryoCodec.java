package dev.corral.internal.codec;

import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.CodecException;
import dev.corral.codec.Encoded;
import dev.corral.codec.Purpose;

/**
 * The Kryo codec. Thread-safe: each call takes a worker from a pool and nobody waits for one; a
 * worker that failed is not used again.
 */
public final class KryoCodec implements Codec {

  private static final int IDLE_WORKERS = 64;
  private static final int MAX_IDLE_BUFFER = 1 << 18;

  private final ClassRules rules;
  private final Schemas schemas = new Schemas();
  private final Pool<Worker> workers;

  /**
   * A codec for a cache.
   *
   * @param context the cache, what may be encoded, and whether it is for keys
   * @throws IllegalArgumentException if an entry of {@code allow} is not a pattern
   */
  public KryoCodec(CodecContext context) {
    this.rules = new ClassRules(context);
    boolean forKeys = context.purpose() == Purpose.KEY;
    this.workers =
        new Pool<>(true, true, IDLE_WORKERS) {
          @Override
          protected Worker create() {
            CorralKryo kryo = new CorralKryo(rules, schemas, !forKeys);
            if (forKeys) {
              KeySerializers.register(kryo, KryoCodec.this);
            }
            return new Worker(kryo);
          }
        };
  }

  @Override
  public Encoded encode(Object value) {
    Class<?> type = value.getClass();
    try {
      Worker worker = workers.obtain();
      byte[] bytes = worker.encode(value);
      workers.free(worker);
      return new Encoded(schemas.fingerprint(type), bytes);
    } catch (Throwable e) {
      throw Failures.onEncode(rules.cacheName(), type, e);
    }
  }

  @Override
  public Object decode(Encoded encoded) {
    try {
      Worker worker = workers.obtain();
      Object value = worker.decode(encoded);
      workers.free(worker);
      return value;
    } catch (Throwable e) {
      throw Failures.onDecode(rules.cacheName(), e);
    }
  }

  /** One Kryo with its buffers. */
  private static final class Worker {

    private final CorralKryo kryo;
    private final BoundedInput input = new BoundedInput();
    private Output output = newOutput();

    Worker(CorralKryo kryo) {
      this.kryo = kryo;
    }

    byte[] encode(Object value) {
      kryo.writeClassAndObject(output, value);
      byte[] bytes = output.toBytes();
      if (output.getBuffer().length > MAX_IDLE_BUFFER) {
        output = newOutput();
      } else {
        output.reset();
      }
      return bytes;
    }

    Object decode(Encoded encoded) {
      input.setBuffer(encoded.array(), encoded.offset(), encoded.length());
      Object value = kryo.readClassAndObject(input);
      if (value == null || input.remaining() > 0) {
        throw new CodecException("more or less than one object");
      }
      input.release();
      return value;
    }

    private static Output newOutput() {
      return new Output(512, -1);
    }
  }
}
