package org.countersign.centre.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract with SQLite. */
final class EmbeddedStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  Database open() {
    return Database.open(new DatabaseConfig.Embedded(folder));
  }
}
