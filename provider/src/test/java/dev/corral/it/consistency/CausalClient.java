package dev.corral.it.consistency;

import dev.corral.CorralSession;
import dev.corral.it.consistency.TokenExchange.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.cache.Cache;

/**
 * A client that works for one session after the other, each of which goes on where another, of any
 * client, had handed over its token: as requests of a user do that reach one node or the other.
 * Used by one thread at a time.
 */
final class CausalClient implements RecordingClient {

  private final Cache<String, String> cache;
  private final String name;
  private final CausalPlan plan;
  private final RegisterPlan registers;
  private final List<String> peers;
  private final TokenExchange exchange;
  private final SplittableRandom random;
  private final List<Operation> ended = new ArrayList<>();
  private CorralSession session = CorralSession.begin();
  private Recorder recorder;
  private volatile int done;

  /**
   * Makes a client.
   *
   * @param peers the names of all clients
   */
  CausalClient(Cache<String, String> cache, String name, List<String> peers, CausalPlan plan) {
    this.cache = cache;
    this.name = name;
    this.peers = peers;
    this.plan = plan;
    this.registers = plan.registers();
    this.exchange = new TokenExchange(plan.tokens());
    this.random = new SplittableRandom(registers.seed() + name.hashCode());
    this.recorder = new Recorder(name + "s0");
  }

  /** Does one operation, unless all are done. */
  @Override
  public void run() {
    if (isDone()) {
      return;
    }
    int number = done + 1;
    String key = registers.keyPrefix() + random.nextInt(registers.keys());
    int choice = random.nextInt(20);
    if (choice < 2) {
      give(number);
    } else if (choice < 4) {
      take(number);
    } else {
      inSession(() -> use(key, choice, name + "." + number));
    }
    done = number;
  }

  private void use(String key, int choice, String value) {
    switch (choice) {
      case 4, 5 -> recorder.write(key, value, () -> cache.put(key, value));
      case 6 -> recorder.remove(key, () -> cache.remove(key));
      default -> recorder.read(key, () -> cache.get(key));
    }
  }

  @SuppressWarnings("try") // the scope is left, not used
  private void inSession(Runnable work) {
    if (plan.entersSessions()) {
      try (CorralSession.Scope scope = session.enter()) {
        work.run();
      }
    } else {
      work.run();
    }
  }

  private void give(int number) {
    String parcel = name + "." + number;
    recorder.give(parcel, () -> exchange.leave(name, new Parcel(parcel, session.token())));
  }

  private void take(int number) {
    Optional<Parcel> parcel = exchange.take(peers.get(random.nextInt(peers.size())));
    if (parcel.isPresent()) {
      ended.addAll(recorder.recorded());
      recorder = new Recorder(name + "s" + number);
      recorder.take(
          parcel.get().name(), () -> session = CorralSession.resume(parcel.get().token()));
    }
  }

  @Override
  public boolean isDone() {
    return done >= registers.operations();
  }

  @Override
  public List<Operation> recorded() {
    List<Operation> all = new ArrayList<>(ended);
    all.addAll(recorder.recorded());
    return all;
  }
}
