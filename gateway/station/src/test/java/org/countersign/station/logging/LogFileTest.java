package org.countersign.station.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogFileTest {

  private static final Logger LOG = LoggerFactory.getLogger("org.countersign.station.logging.Test");

  @TempDir private Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void a_line_stands_in_the_file_with_date_and_level() throws Exception {
    Path file = folder.resolve("station.log");
    try (LogFile log = LogFile.start(file, 1 << 20, 2)) {
      LOG.warn("device {} is offline: 电缆", "encoder-1");
      assertThat(log).isNotNull();
    }
    LOG.warn("not any more");
    assertThat(Files.readString(file))
        .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.+Z-]+ WARN  Test device encoder-1 is offline: 电缆\\R");
  }

  @Test
  void files_that_are_full_are_kept_so_many_and_no_more() throws Exception {
    Path file = folder.resolve("station.log");
    String filling = "x".repeat(2_000);
    try (LogFile log = LogFile.start(file, 16 << 10, 2)) {
      assertThat(log).isNotNull();
      for (int i = 0; i < 100; i++) {
        LOG.warn("{} {}", i, filling);
      }
    }
    assertThat(files())
        .containsExactly(file, folder.resolve("station.log.1"), folder.resolve("station.log.2"));
    long bytes = 0;
    for (Path written : files()) {
      bytes += Files.size(written);
    }
    assertThat(bytes).isLessThanOrEqualTo(3 * ((16L << 10) + 2_100));
    assertThat(Files.readString(file)).contains(" 99 xxx");
  }
}
