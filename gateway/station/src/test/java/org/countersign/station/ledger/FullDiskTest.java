package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite itself says that the disk is full, by its limit of pages. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FullDiskTest {

  @TempDir private Path folder;

  private final AtomicInteger releases = new AtomicInteger();
  private final AtomicReference<Optional<String>> inUse = new AtomicReference<>(Optional.empty());
  private int pagesInReserve = 1_000;
  private Connection writing;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    Path file = folder.resolve("station.db");
    writing = Schema.writer(file);
    AtomicReference<LedgerWriter> writer = new AtomicReference<>();
    ledger =
        Ledger.over(
            new Ledger.Settings(
                file, StationKey.readOrCreate(folder.resolve("key"), folder.resolve("none")), 1),
            Clock.systemUTC(),
            () -> {},
            writing,
            () -> Schema.reader(file),
            transaction -> {
              writer.set(new LedgerWriter(transaction, new SimpleMeterRegistry()));
              return writer.get();
            });
    writer
        .get()
        .fallBackOn(
            new Reserve() {
              @Override
              public boolean release() {
                if (releases.incrementAndGet() > 1) {
                  return false;
                }
                limitPages(pagesInReserve);
                inUse.set(Optional.of("the reserve is in use"));
                return true;
              }

              @Override
              public void tend() {}

              @Override
              public Optional<String> inUse() {
                return inUse.get();
              }
            });
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  /** Leaves room for so many more pages of 4 KB. */
  private void limitPages(int more) {
    try (Statement statement = writing.createStatement()) {
      int pages;
      try (ResultSet count = statement.executeQuery("PRAGMA page_count")) {
        pages = count.getInt(1);
      }
      try (ResultSet set = statement.executeQuery("PRAGMA max_page_count = " + (pages + more))) {
        assertThat(set.getInt(1)).isGreaterThanOrEqualTo(pages);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void accept(int first, int last) {
    for (int i = first; i <= last; i++) {
      ledger.accept("job-" + i, LedgerFixture.application("applicant " + i), "ICAO-P256");
    }
  }

  @Test
  void the_write_that_meets_a_full_disk_is_made_from_the_reserve_and_none_is_lost() {
    accept(1, 3);
    limitPages(2);
    accept(4, 40);
    assertThat(releases).hasValue(1);
    assertThat(ledger.failure()).isEmpty();
    assertThat(ledger.waiting()).hasSize(40);
    assertThat(ledger.verify()).isEmpty();
  }

  @Test
  void while_the_reserve_is_in_use_no_card_is_begun() {
    limitPages(2);
    accept(1, 20);
    assertThat(ledger.hold()).contains("the reserve is in use");
  }

  @Test
  void when_the_reserve_is_used_up_too_nothing_more_is_written() {
    pagesInReserve = 8;
    limitPages(2);
    assertThatThrownBy(() -> accept(1, 200))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("the ledger could not be written")
        .hasMessageContaining("free or replace the disk");
    assertThat(releases).hasValueGreaterThan(1);
    assertThat(ledger.failure()).isPresent();
    assertThat(ledger.verify()).isEmpty();
    assertThat(Files.exists(folder.resolve("station.db"))).isTrue();
  }
}
