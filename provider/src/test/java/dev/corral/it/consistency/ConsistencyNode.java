package dev.corral.it.consistency;

import dev.corral.CorralCache;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.it.atomic.OpenCaches;
import dev.corral.testkit.NodeTask;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * One JVM that reads and writes, either to record a history or to measure staleness. It is started
 * with the URI of Redis, its number, the number of nodes, the cache's name, and the cache's
 * settings as {@code name=value}, {@link NaiveNearCache#SETTING} or {@link MutableValues#SETTING}.
 * One workload runs at a time.
 */
final class ConsistencyNode implements NodeTask {

  private static final Duration HISTORY_REST = Duration.ofMillis(1);
  private static final Duration STALENESS_REST = Duration.ofMillis(5);

  private @Nullable OpenCaches caches;
  private @Nullable Cache<String, String> cache;
  private @Nullable CorralCache<?, ?> corral;
  private int number;
  private int nodes;
  private @Nullable Clients clients;
  private @Nullable Clients writers;
  private List<? extends RecordingClient> recording = List.of();
  private List<StalenessReader> readers = List.of();
  private @Nullable StalenessWriter writer;

  @Override
  public void start(List<String> args) {
    OpenCaches opened = OpenCaches.at(URI.create(args.get(0)));
    caches = opened;
    number = Integer.parseInt(args.get(1));
    nodes = Integer.parseInt(args.get(2));
    String name = args.get(3);
    List<String> settings = args.subList(4, args.size());
    if (settings.contains(MutableValues.SETTING)) {
      Cache<String, ?> lists = opened.open(name, configured(ArrayList.class, settings));
      corral = lists.unwrap(CorralCache.class);
      cache = MutableValues.in(lists);
      return;
    }
    Cache<String, String> inRedis = opened.open(name, configured(String.class, settings));
    corral = inRedis.unwrap(CorralCache.class);
    boolean naive = settings.contains(NaiveNearCache.SETTING);
    cache = naive ? NaiveNearCache.before(inRedis) : inRedis;
  }

  private static <V> CorralConfiguration<String, V> configured(
      Class<V> values, List<String> settings) {
    CorralConfigurationBuilder<String, V> configuration =
        CorralConfiguration.builder(String.class, values).statisticsEnabled(true);
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        configuration.setting(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    return configuration.build();
  }

  @Override
  public synchronized String handle(String command, List<String> args) throws Exception {
    return switch (command) {
      case "record" -> record(RegisterPlan.parse(args));
      case "recordSessions" -> recordSessions(CausalPlan.parse(args));
      case "isRecorded" -> String.valueOf(recording.stream().allMatch(RecordingClient::isDone));
      case "history" -> history();
      case "measure" -> measure(StalenessPlan.parse(args));
      case "progress" -> report().toText();
      case "stopWriters" -> {
        stop(writers);
        yield "";
      }
      case "sweep" -> {
        stop(clients);
        readers.get(0).readAll();
        yield report().toText();
      }
      case "pauseWriters" -> {
        writers().pause();
        yield "";
      }
      case "resumeWriters" -> {
        writers().resume();
        yield "";
      }
      case "nearHits" -> String.valueOf(corral == null ? 0 : corral.nearStatistics().hits());
      case "clear" -> {
        cache().clear();
        yield "";
      }
      default -> throw new IllegalArgumentException(command);
    };
  }

  private Cache<String, String> cache() {
    if (cache == null) {
      throw new IllegalStateException("The node has not started");
    }
    return cache;
  }

  private String record(RegisterPlan plan) {
    recording =
        IntStream.range(0, plan.clients())
            .mapToObj(client -> new RegisterClient(cache(), "n" + number + "c" + client, plan))
            .toList();
    clients = Clients.start(recording, HISTORY_REST);
    return "";
  }

  private String recordSessions(CausalPlan plan) {
    int each = plan.registers().clients();
    List<String> names =
        IntStream.range(0, nodes * each).mapToObj(i -> "n" + i / each + "c" + i % each).toList();
    recording =
        names.subList(number * each, (number + 1) * each).stream()
            .map(name -> new CausalClient(cache(), name, names, plan))
            .toList();
    clients = Clients.start(recording, HISTORY_REST);
    return "";
  }

  private String history() throws InterruptedException {
    stop(clients);
    List<Operation> all = new ArrayList<>();
    recording.forEach(client -> all.addAll(client.recorded()));
    return Histories.toText(all);
  }

  private String measure(StalenessPlan plan) throws IOException {
    Board board = Board.open(plan.board(), plan.keys());
    readers =
        IntStream.range(0, plan.readers())
            .mapToObj(reader -> new StalenessReader(cache(), board, plan))
            .toList();
    writer = new StalenessWriter(cache(), board, plan, number, nodes);
    writers = Clients.start(List.of(writer), STALENESS_REST);
    clients = Clients.start(readers, STALENESS_REST);
    return "";
  }

  private StalenessReport report() {
    StalenessReport sum = StalenessReport.NOTHING;
    for (StalenessReader reader : readers) {
      sum = sum.plus(reader.report());
    }
    long changes = writer == null ? 0 : writer.acknowledged();
    return sum.plus(new StalenessReport(0, 0, 0, 0, Duration.ZERO, changes, ""));
  }

  private static void stop(@Nullable Clients running) throws InterruptedException {
    if (running != null) {
      running.stop();
    }
  }

  private Clients writers() {
    if (writers == null) {
      throw new IllegalStateException("Nothing is measured");
    }
    return writers;
  }

  @Override
  public void close() {
    for (Clients running : new Clients[] {clients, writers}) {
      if (running != null) {
        running.close();
      }
    }
    if (caches != null) {
      caches.close();
    }
  }
}
