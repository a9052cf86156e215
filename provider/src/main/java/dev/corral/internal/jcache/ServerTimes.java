package dev.corral.internal.jcache;

import dev.corral.internal.near.ClosedTimes;
import dev.corral.internal.redis.BlockingLink;
import dev.corral.internal.store.RedisEntryStore;
import dev.corral.internal.store.ShardSample;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks servers where shards stand, and whether their messages have arrived. */
record ServerTimes(RedisEntryStore store, BlockingLink subscriptions)
    implements ClosedTimes.Servers {
  @Override
  public CompletionStage<List<@Nullable ShardSample>> sample(List<Integer> shards) {
    return store.samples(shards);
  }

  @Override
  public CompletionStage<Boolean> drained(String server) {
    return subscriptions.drained(server);
  }
}
