package dev.corral.internal.redis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumer;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushMessage;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * A connection that one thread writes to while another reads from it.
 *
 * <p>Jedis connects, encrypts and logs in; from then on its streams and protocol are used on the
 * same socket without its {@link Connection}, which reads from the socket when a write fails.
 *
 * <p>A socket waits for ever when it is written to. Where nothing is read meanwhile, which would
 * notice the silence, {@link #watch} bounds that.
 */
final class Wire {
  private static final Logger log = LoggerFactory.getLogger(Wire.class);
  private static final int BUFFER = 32 * 1024;

  /** There are none in the version of the protocol that is spoken. */
  private static final PushConsumerChain NO_PUSHES =
      new PushConsumerChain() {
        @Override
        public PushMessage process(PushMessage message) {
          return message;
        }

        @Override
        public List<PushConsumer> getConsumers() {
          return List.of();
        }
      };

  private final Socket socket;
  private final RedisOutputStream out;
  private final Input in;
  private final int patienceMillis;
  private final AtomicBoolean watched = new AtomicBoolean();
  private int timeoutMillis;
  private volatile long receivedNanos = System.nanoTime();
  private volatile long takenNanos = System.nanoTime();
  private volatile boolean writesMuch;
  private volatile boolean blocked;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new RedisOutputStream(new Taken(socket.getOutputStream()), BUFFER);
    this.in = new Input(new Heard(socket.getInputStream()));
    this.patienceMillis = socket.getSoTimeout();
    this.timeoutMillis = patienceMillis;
  }

  /**
   * Connects; blocks at most for the connect timeout and some read timeouts.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if the server can't be reached or refuses
   */
  static Wire open(HostAndPort address, JedisClientConfig client) {
    DefaultJedisSocketFactory sockets = new DefaultJedisSocketFactory(address, client);
    Socket[] opened = new Socket[1];
    Connection greeted = new Connection(() -> opened[0] = sockets.createSocket(), client);
    try {
      return new Wire(opened[0]);
    } catch (IOException e) {
      greeted.disconnect();
      throw new JedisConnectionException(e);
    }
  }

  /** Writes a command to the buffer; {@link #flush} sends it at the latest. */
  void write(CommandArguments command) {
    Protocol.sendCommand(out, command);
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
    writesMuch = false;
  }

  /**
   * Until the next flush, breaks the connection if the server takes nothing of what is written for
   * the read timeout.
   */
  void watch() {
    takenNanos = System.nanoTime();
    writesMuch = true;
    lookLater();
  }

  private void lookLater() {
    if (watched.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(patienceMillis, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(this::look);
    }
  }

  private void look() {
    watched.set(false);
    if (!writesMuch) {
      return;
    }
    if (System.nanoTime() - takenNanos < TimeUnit.MILLISECONDS.toNanos(patienceMillis)) {
      lookLater();
    } else {
      blocked = true;
      cut();
    }
  }

  /** How long a read waits in silence before it breaks. */
  void wait(int millis) {
    if (timeoutMillis != millis) {
      try {
        socket.setSoTimeout(millis);
        timeoutMillis = millis;
      } catch (SocketException e) {
        throw new JedisConnectionException(e);
      }
    }
  }

  /**
   * The next reply, which may be an error as an exception object.
   *
   * @throws JedisConnectionException if none comes in time, or the connection breaks
   */
  @Nullable Object read() {
    try {
      return Protocol.read(in, NO_PUSHES);
    } catch (JedisDataException e) {
      return e;
    }
  }

  /** Whether nothing has been received for that time. */
  boolean isSilentFor(long nanos) {
    return System.nanoTime() - receivedNanos >= nanos;
  }

  /** Whether bytes have been received and not yet read. */
  boolean hasMore() {
    return in.hasMore();
  }

  /**
   * Whether something is received within that time.
   *
   * @throws JedisConnectionException if the connection breaks
   */
  boolean receivesWithin(int millis) {
    wait(millis);
    try {
      in.peek((byte) 0);
      return true;
    } catch (JedisConnectionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return false;
      }
      throw e;
    }
  }

  /** Closes at once, also under threads that read and write. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection was broken when it was closed", e);
    }
  }

  /** Notes when something comes. */
  private final class Heard extends FilterInputStream {
    Heard(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      receivedNanos = System.nanoTime();
      return count;
    }
  }

  /** Notes when something was taken; in pieces, so that much is not taken for silence. */
  private final class Taken extends FilterOutputStream {
    Taken(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        for (int done = 0; done < length; done += BUFFER) {
          out.write(bytes, offset + done, Math.min(BUFFER, length - done));
          takenNanos = System.nanoTime();
        }
      } catch (IOException e) {
        if (blocked) {
          throw new SocketTimeoutException("Write timed out");
        }
        throw e;
      }
    }
  }

  private static final class Input extends RedisInputStream {
    Input(InputStream in) {
      super(in, BUFFER);
    }

    boolean hasMore() {
      return count < limit;
    }
  }
}
