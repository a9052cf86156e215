package dev.corral.internal.jcache;

import dev.corral.internal.near.ClosedTimes;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.store.RedisEntryStore;
import java.util.concurrent.CompletionStage;

/** Asks servers for their time, and whether their messages have arrived. */
record ServerTimes(RedisEntryStore store, BlockingLink subscriptions)
    implements ClosedTimes.Servers {
  @Override
  public CompletionStage<Long> time(String server) {
    return store.time(server);
  }

  @Override
  public CompletionStage<Boolean> drained(String server) {
    return subscriptions.drained(server);
  }
}
