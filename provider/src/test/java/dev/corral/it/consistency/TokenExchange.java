package dev.corral.it.consistency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A folder where clients of any JVM leave the token of their session for others to take. The last
 * one of each client can be taken any number of times. Safe for use by any number of JVMs.
 */
final class TokenExchange {

  private final Path folder;

  /**
   * A token on its way.
   *
   * @param name of the handing over, unique
   * @param token empty if the session has seen nothing
   */
  record Parcel(String name, String token) {}

  TokenExchange(Path folder) {
    this.folder = folder;
  }

  /** Leaves a token instead of the client's last one. */
  void leave(String client, Parcel parcel) {
    try {
      Path written = folder.resolve("new-" + client);
      Files.writeString(written, parcel.name + " " + parcel.token);
      Files.move(
          written,
          folder.resolve(client),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client left last, if it left anything. */
  Optional<Parcel> take(String client) {
    try {
      String[] parts = Files.readString(folder.resolve(client)).split(" ", -1);
      return Optional.of(new Parcel(parts[0], parts[1]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
