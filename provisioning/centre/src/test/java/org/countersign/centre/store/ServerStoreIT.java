package org.countersign.centre.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.countersign.testbed.PrivatePostgres;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract with a real PostgreSQL. */
final class ServerStoreIT extends StoreContract {

  private static PrivatePostgres server;

  @TempDir Path folder;

  /** A database for each test. */
  private final String name = "test" + System.nanoTime();

  @BeforeAll
  static void realParts() throws Exception {
    PrivatePostgres.obstacle().ifPresent(RealPart::absent);
    server = PrivatePostgres.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  Database open() throws Exception {
    Path password = folder.resolve("password");
    if (!Files.exists(password)) {
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, "unused\n");
      server.create(name);
    }
    return Database.open(new DatabaseConfig.Server(server.url(name), "postgres", password));
  }
}
