package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.ledger.LedgerException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The station as it is started, with virtual encoders in its own process. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WholeStationTest {

  private static final String PERMITS =
      """
      driver = "simulator"
      profiles = ["residence-permit"]
      chip = "lds"
      key-diversification = "kdf3"
      """;
  private static final String REGISTRATIONS =
      """
      driver = "simulator"
      profiles = ["residence-registration-card"]
      chip = "file"
      """;

  @TempDir Path folder;
  private StationFolder station;

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.make(folder);
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 6_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  private static boolean ended(Gateway gateway, String job) {
    JobRecord record = gateway.jobs().find(job).orElseThrow();
    return record.work().isPresent()
        || record.state() == JobState.IN_DOUBT
        || record.state().isTerminal();
  }

  private static void submit(Gateway gateway, String id, String profile, int number) {
    assertThat(gateway.jobs().submit(id, StationFolder.application(profile, number)))
        .isInstanceOf(Jobs.Submission.Accepted.class);
  }

  @Test
  void both_products_are_issued_and_verified() throws Exception {
    station.device("encoder-1", PERMITS);
    station.device("encoder-2", REGISTRATIONS);
    try (Gateway gateway = Gateway.start(folder)) {
      for (int i = 0; i < 4; i++) {
        submit(gateway, "permit-" + i, "residence-permit", i);
        submit(gateway, "registration-" + i, "residence-registration-card", i);
      }
      for (int i = 0; i < 4; i++) {
        for (String job : List.of("permit-" + i, "registration-" + i)) {
          until(job, () -> ended(gateway, job));
          JobRecord record = gateway.jobs().find(job).orElseThrow();
          assertThat(record.problem()).as(job).isEmpty();
          assertThat(record.state()).as(job).isEqualTo(JobState.ACTIVATED);
          assertThat(record.work().orElseThrow().verdict().good()).isTrue();
        }
      }
      assertThat(gateway.stock().issued()).isEqualTo(8);
      assertThat(gateway.metrics().scrape()).contains("countersign_cards_total");
    }
  }

  @Test
  void a_job_waits_over_a_restart_and_keeps_its_serial() throws Exception {
    try (Gateway before = Gateway.start(folder)) {
      submit(before, "permit-1", "residence-permit", 1);
    }
    station.device("encoder-1", PERMITS);
    try (Gateway after = Gateway.start(folder)) {
      until("card", () -> ended(after, "permit-1"));
      assertThat(after.jobs().find("permit-1").orElseThrow().serial()).contains("CS0000001");
      assertThat(after.jobs().list(Optional.empty(), 10, Set.of(JobState.ACTIVATED))).hasSize(1);
    }
  }

  @Test
  void a_card_pulled_in_the_middle_is_accounted_for_and_the_next_is_issued() throws Exception {
    station.device("encoder-1", PERMITS + "fault = \"pull@12 card=1\"\n");
    try (Gateway gateway = Gateway.start(folder)) {
      submit(gateway, "permit-1", "residence-permit", 1);
      submit(gateway, "permit-2", "residence-permit", 2);
      until("second card", () -> ended(gateway, "permit-2"));
      assertThat(gateway.jobs().find("permit-2").orElseThrow().state())
          .isEqualTo(JobState.ACTIVATED);
      until("first card", () -> ended(gateway, "permit-1"));
      assertThat(gateway.stock().inProcess()).isZero();
    }
  }

  @Test
  void a_second_station_on_the_same_folder_is_refused_and_leaves_the_first_alone()
      throws Exception {
    try (Gateway first = Gateway.start(folder)) {
      assertThatThrownBy(() -> Gateway.start(folder))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("in use by another gateway");
      assertThat(health(first)).isEqualTo(200);
    }
  }

  @Test
  void the_api_answers_and_the_token_file_is_its_owners_alone() throws Exception {
    try (Gateway gateway = Gateway.start(folder)) {
      assertThat(health(gateway)).isEqualTo(200);
      assertThat(Files.getPosixFilePermissions(folder.resolve("secrets/http.token"))).hasSize(2);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("ledger", "clock", "health");
  }

  private static int health(Gateway gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + gateway.port() + "/healthz");
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
