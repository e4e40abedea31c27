package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.station.config.ConfigReader;
import org.countersign.toml.Problems;
import org.countersign.trust.secret.SecretFile;

/** Reads a file of card keys that nobody else may read. */
final class CardKeyFile {

  private CardKeyFile() {}

  /**
   * Empty if something is wrong, which is told then.
   *
   * @param key of the main file, which names the file
   */
  static Optional<MasterKeys> read(String key, Path file, Problems problems) {
    Optional<String> problem = SecretFile.problem(file);
    if (problem.isPresent()) {
      problems.at(ConfigReader.MAIN_FILE, key, problem.get());
      return Optional.empty();
    }
    try {
      return Optional.of(KeyFile.read(file));
    } catch (KeyFileException e) {
      e.problems()
          .forEach(p -> problems.at(ConfigReader.MAIN_FILE, key, file.getFileName() + ": " + p));
    } catch (IOException e) {
      problems.at(ConfigReader.MAIN_FILE, key, file + " cannot be read: " + e);
    }
    return Optional.empty();
  }

  /** Whether there are keys for a key set of that name, for all roles or for some. */
  static boolean holds(MasterKeys masters, String set) {
    return masters.names().stream().anyMatch(k -> k.equals(set) || k.startsWith(set + "."));
  }
}
