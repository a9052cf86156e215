package dev.corral.quickstart;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;

/** An offer that ends. */
record ExpiryScene(Cache<String, Long> here, Cache<String, Long> there) implements Scene {
  private static final long LONGEST_SECONDS = 10;

  @Override
  public String title() {
    return "Expiry: an offer that lives 400 ms";
  }

  @Override
  public String play(Console console) {
    long start = System.nanoTime();
    here.put("offer", 42L);
    Scene.check(there.containsKey("offer"), "the entry is there");
    long deadline = start + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (there.containsKey("offer") || here.containsKey("offer")) {
      Scene.check(System.nanoTime() < deadline, "the entry expires on all nodes");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    long lived = System.nanoTime() - start;
    console.line("put on node A; gone on both nodes after %s", Latencies.show(lived));
    return "Lifetimes come from corral.conf, by the name of the cache; Redis's clock decides.";
  }
}
