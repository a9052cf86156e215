package dev.corral.benchmarks;

import dev.corral.testkit.NodeTask;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JVM of {@link LagBenchmark}: writes, or reads and says how late it saw what was written. */
final class LagNode implements NodeTask {
  private SharedMap.@Nullable Client client;
  private @Nullable SharedMap map;
  private @Nullable LagReader reader;

  @Override
  public void start(List<String> args) {
    client = SharedMap.Kind.valueOf(args.get(0)).connect(URI.create(args.get(1)));
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    return switch (command) {
      case "open" -> {
        map = there(client).open(args.get(0));
        yield "opened";
      }
      case "write" -> {
        Path file = Path.of(args.get(1));
        yield new LagWriter(there(map)).write(Integer.parseInt(args.get(0)), file);
      }
      case "read" -> {
        reader = new LagReader(there(map));
        there(reader).start();
        yield "reading";
      }
      case "seen" -> there(reader).stop(Path.of(args.get(0))).toString();
      case "shut" -> {
        there(map).close();
        yield "shut";
      }
      default -> throw new IllegalArgumentException("There is no command " + command);
    };
  }

  private static <T> T there(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("Something else has to come first");
    }
    return made;
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
