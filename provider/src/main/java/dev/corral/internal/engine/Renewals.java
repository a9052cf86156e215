package dev.corral.internal.engine;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryStore;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps load leases alive while their loader runs. A lease that was voided stays so. Thread-safe;
 * what is sent is sent by the asynchronous store.
 */
public final class Renewals {
  private static final Logger log = LoggerFactory.getLogger(Renewals.class);

  private final EntryStore async;
  private final ScheduledExecutorService scheduler;

  /** Creates what renews the leases of a cache. */
  public Renewals(EntryStore async, ScheduledExecutorService scheduler) {
    this.async = async;
    this.scheduler = scheduler;
  }

  /** Renews leases until told to stop. */
  Runnable keep(Map<EntryKey, Lease> leases, Duration lease) {
    if (leases.isEmpty()) {
      return () -> {};
    }
    List<EntryKey> keys = new ArrayList<>(leases.keySet());
    List<Lease> held = new ArrayList<>(leases.values());
    LeaseRequest request = LeaseRequest.load(lease, LeaseRequest.When.HELD, false);
    long period = lease.toNanos() / 3;
    ScheduledFuture<?> task =
        scheduler.scheduleAtFixedRate(
            () -> renew(request, keys, held), period, period, TimeUnit.NANOSECONDS);
    return () -> task.cancel(false);
  }

  private void renew(LeaseRequest request, List<EntryKey> keys, List<Lease> held) {
    async
        .lease(request, keys, held)
        .whenComplete(
            (results, failure) -> {
              if (failure != null) {
                log.debug("A load lease could not be renewed", failure);
              }
            });
  }
}
