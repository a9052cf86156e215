package dev.corral.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** A hot entry expires under load, on three JVMs. */
record IncidentScene(URI redis) implements Scene {
  private static final int JVMS = 3;
  private static final long HOT = 42;
  private static final long WARM_UP = 7;
  private static final long WARM_UP_MILLIS = 1_000;
  private static final long RUN_MILLIS = 3_000;
  private static final long LEAD_MILLIS = 100;
  private static final long LIFETIME_MILLIS = 1_000;

  @Override
  public String title() {
    return "The incident: a hot entry expires under load";
  }

  @Override
  public String play(Console console) {
    List<IncidentJvm> nodes = new ArrayList<>();
    List<Incident> incidents = new ArrayList<>();
    try (SlowDatabase database = new SlowDatabase()) {
      try {
        for (int i = 0; i < JVMS; i++) {
          nodes.add(new IncidentJvm(redis, database.url()));
        }
        nodes.forEach(IncidentJvm::answer);
        console.line(
            "%d JVMs x %d threads want one product, 10 times a second each; it lives 1 s",
            JVMS, IncidentNode.THREADS);
        console.line(
            "the query takes %d ms, and the database does %d of them at a time",
            SlowDisk.READ_MILLIS, SlowDisk.AT_A_TIME);
        for (Line line : Line.values()) {
          run(nodes, line, WARM_UP, WARM_UP_MILLIS);
          incidents.add(run(nodes, line, HOT, RUN_MILLIS));
        }
      } finally {
        nodes.forEach(IncidentJvm::close);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The slow database could not be opened", e);
    }
    show(console, incidents);
    draw(console, incidents);
    return proof(incidents);
  }

  /** Fills the cache, then lets all threads of all nodes go. */
  private static Incident run(List<IncidentJvm> nodes, Line line, long id, long millis) {
    nodes.get(0).send("get " + line + " " + id);
    nodes.get(0).answer();
    long start = System.currentTimeMillis() + LEAD_MILLIS;
    nodes.forEach(node -> node.send("run " + line + " " + id + " " + start + " " + millis));
    List<Request> requests =
        nodes.stream()
            .map(IncidentJvm::answer)
            .flatMap(answer -> Stream.of(answer.split(" ")))
            .map(Request::parse)
            .toList();
    List<Long> loads = SlowDisk.arrivalsSince(start).stream().map(at -> at - start).toList();
    return new Incident(line, requests, loads, millis);
  }

  private static void show(Console console, List<Incident> incidents) {
    Table table = new Table("", "requests", "loads", "waited", "p50", "p99", "slowest", "");
    for (Incident incident : incidents) {
      Latencies latencies = incident.latencies();
      table.row(
          incident.line().title(),
          String.format(Locale.ROOT, "%,d", latencies.count()),
          Integer.toString(incident.loads().size()),
          Long.toString(incident.waited()),
          Latencies.show(latencies.percentile(50)),
          Latencies.show(latencies.percentile(99)),
          Latencies.show(latencies.percentile(100)),
          "");
    }
    console.line("");
    console.lines(table.lines());
    console.line("");
    chart(console, "database loads per 100 ms", incidents, Incident::loadsOverTime);
    console.line("");
    chart(console, "callers waiting, each 100 ms", incidents, Incident::waitingOverTime);
  }

  private static void chart(
      Console console, String title, List<Incident> incidents, Function<Incident, int[]> series) {
    int highest = incidents.stream().map(series).flatMapToInt(Arrays::stream).max().orElse(0);
    console.line("%s", title);
    for (Incident incident : incidents) {
      int[] values = series.apply(incident);
      console.line(
          "  %-14s %s  at most %d",
          incident.line().title(),
          console.sparkline(highest).of(values),
          Arrays.stream(values).max().orElse(0));
    }
  }

  private static void draw(Console console, List<Incident> incidents) {
    Path file = Path.of("target", "incident.svg");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, new IncidentSvg(incidents).toString(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The chart could not be written to " + file, e);
    }
    console.line("");
    console.line("the same as a picture: quickstart/target/incident.svg");
  }

  private static String proof(List<Incident> incidents) {
    int aside = incidents.get(0).loads().size();
    int loaded = incidents.get(1).loads().size();
    int stale = incidents.get(2).loads().size();
    long most = 1 + RUN_MILLIS / LIFETIME_MILLIS;
    Scene.check(loaded <= most, "read-through loads at most once per lifetime");
    Scene.check(stale <= most, "with a stale window it loads at most once per lifetime");
    return String.format(
        Locale.ROOT,
        "One load per expiry, whoever asks: %d instead of %d. With a stale window %d of %,d"
            + " requests waited.",
        loaded,
        aside,
        incidents.get(2).waited(),
        incidents.get(2).requests().size());
  }
}
