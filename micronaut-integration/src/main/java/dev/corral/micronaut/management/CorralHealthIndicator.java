package dev.corral.micronaut.management;

import dev.corral.micronaut.CorralCaches;
import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import javax.cache.CacheException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Says whether Redis answers, and which caches are not open yet. */
@Singleton
@Requires(classes = HealthEndpoint.class)
@Requires(property = HealthEndpoint.PREFIX + ".corral.enabled", notEquals = "false")
public final class CorralHealthIndicator implements HealthIndicator {
  private static final String NAME = "corral";

  private final CorralCaches caches;
  private final ExecutorService executor;

  CorralHealthIndicator(CorralCaches caches, @Named(TaskExecutors.IO) ExecutorService executor) {
    this.caches = caches;
    this.executor = executor;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Mono.fromCallable(this::result).subscribeOn(Schedulers.fromExecutor(executor));
  }

  private HealthResult result() {
    Map<String, Object> details = new LinkedHashMap<>();
    HealthStatus status = HealthStatus.UP;
    try {
      caches.ping();
    } catch (CacheException e) {
      status = HealthStatus.DOWN;
      details.put("error", String.valueOf(e.getMessage()));
    }
    Set<String> unopened = caches.unopened();
    if (!unopened.isEmpty()) {
      details.put("unopenedCaches", unopened);
    }
    return HealthResult.builder(NAME, status).details(details).build();
  }
}
