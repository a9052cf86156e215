package dev.corral.internal.redis;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel at one server, with those who hear it; changed under that subscription's lock. */
final class SubscribedChannel {
  private final byte[] name;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private boolean leaving;

  SubscribedChannel(byte[] name) {
    this.name = name;
  }

  byte[] name() {
    return name;
  }

  ByteBuffer key() {
    return ByteBuffer.wrap(name);
  }

  /** Who hears it; may be read without the lock. */
  List<Subscription> subscriptions() {
    return subscriptions;
  }

  /** Whether the server was asked to let go of it, so that no one may join. */
  boolean isLeaving() {
    return leaving;
  }

  void leave() {
    leaving = true;
  }
}
