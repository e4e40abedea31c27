package org.countersign.centre.store;

import java.nio.file.Path;

/** Where the centre keeps what it is told. */
public sealed interface DatabaseConfig {

  /**
   * A file of SQLite's in a folder of this machine; for pilots and one centre alone.
   *
   * @param folder made if it is missing
   */
  record Embedded(Path folder) implements DatabaseConfig {

    /** The file. */
    public Path file() {
      return folder.resolve("centre.db");
    }
  }

  /**
   * A database of PostgreSQL's, 13 or newer.
   *
   * @param url {@code jdbc:postgresql://host[:5432]/database}, without password
   * @param passwordFile its first line is the password, read at every connect
   */
  record Server(String url, String user, Path passwordFile) implements DatabaseConfig {}
}
