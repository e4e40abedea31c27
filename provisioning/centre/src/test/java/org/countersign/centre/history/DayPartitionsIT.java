package org.countersign.centre.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.testbed.PrivatePostgres;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract with a real PostgreSQL. */
final class DayPartitionsIT extends HistoryContract {

  @TempDir static Path folder;

  private PrivatePostgres server;
  private Database database;

  @BeforeAll
  static void realParts() {
    PrivatePostgres.obstacle().ifPresent(RealPart::absent);
  }

  @Override
  HistoryStore open() throws Exception {
    if (server == null) {
      server = PrivatePostgres.start();
    }
    Path password = folder.resolve("password");
    if (!Files.exists(password)) {
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, "unused\n");
    }
    if (database != null) {
      database.close();
    }
    database = Database.open(new DatabaseConfig.Server(server.url(), "postgres", password));
    return new DayPartitions(database);
  }

  @AfterEach
  void stop() {
    database.close();
    server.close();
  }
}
