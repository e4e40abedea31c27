package org.countersign.centre.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is; Maven writes it beside this class (pom.xml, build-facts). */
final class BuildFacts {

  private static final String FILE = "build.properties";
  private static final String UNKNOWN = "development";

  private BuildFacts() {}

  /**
   * The version, and after a plus the first 12 digits of the commit, with {@code -dirty} if the
   * sources were changed since; {@code development} if Maven did not build it.
   */
  static String version() {
    Properties facts = new Properties();
    try (InputStream in = BuildFacts.class.getResourceAsStream(FILE)) {
      if (in == null) {
        return UNKNOWN;
      }
      facts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " of the centre's own jar cannot be read", e);
    }
    String commit = facts.getProperty("commit", "");
    String version = facts.getProperty("version", UNKNOWN);
    return commit.isEmpty() ? version : version + "+" + commit;
  }
}
