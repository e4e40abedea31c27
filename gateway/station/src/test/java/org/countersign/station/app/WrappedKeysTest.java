package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.simulator.CardState;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.RunningStation.Answer;
import org.countersign.station.jobs.StationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole station without a master key: the keys of each card come wrapped with its job. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrappedKeysTest {

  private static final String PERMIT = "residence-permit";
  private static final String FIELD = "attachments.keyEnvelope";

  @TempDir Path folder;
  @TempDir Path elsewhere;

  /** A step of the clock that the station still believes. */
  private static final Duration SOON = Duration.ofMinutes(8);

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private KeyOffice office;
  private CardTray tray;
  private RunningStation running;

  private final class MovedClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.now().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws Exception {
    StationFolder station = StationFolder.make(folder);
    office = new KeyOffice(station, elsewhere);
    Files.delete(folder.resolve("profiles.d/residence-registration-card.json"));
    station.station(station.toml().replace("[keys]\nfile = \"keys.json\"\n", KeyOffice.sections()));
    tray = CardTray.named("wrapped-" + folder);
    tray.clear();
    station.device(
        "encoder-1",
        """
        driver = "simulator"
        chip = "lds"
        key-diversification = "kdf3"
        hopper = 0
        tray = "%s"
        """
            .formatted(tray.name()));
    running = RunningStation.start(folder, new MovedClock());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Answer submit(byte[] envelope) throws Exception {
    return submit("job-1", envelope);
  }

  private Answer submit(String job, byte[] envelope) throws Exception {
    Map<String, Object> body = RunningStation.body(PERMIT);
    @SuppressWarnings("unchecked")
    Map<String, String> attachments = new HashMap<>((Map<String, String>) body.get("attachments"));
    if (envelope.length > 0) {
      attachments.put("keyEnvelope", Base64.getEncoder().encodeToString(envelope));
    }
    body.put("attachments", attachments);
    return running.put(job, body);
  }

  private void isIssued(String job, VirtualCard card) throws Exception {
    JsonNode ended = running.ended(job);
    assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("ACTIVATED");
    assertThat(ended.path("work").path("verdict").asText()).isEqualTo("good");
    assertThat(card.state().isFinished()).isTrue();
    assertThat(tray.presented()).contains(card);
  }

  private static void isUntouched(VirtualCard card, CardState before) {
    CardState now = card.state();
    assertThat(now.pagesWritten()).isEqualTo(before.pagesWritten());
    assertThat(now.triesLeft()).isEqualTo(before.triesLeft());
    assertThat(now.lifeCycle()).isEqualTo(before.lifeCycle());
  }

  @Test
  void one_of_the_listed_blanks_becomes_the_card_and_no_caution_tells_of_master_keys()
      throws Exception {
    VirtualCard drawn = KeyOffice.blank();
    assertThat(submit(office.envelope(KeyOffice.blank(), drawn)).status()).isEqualTo(202);
    tray.putBack(drawn);

    isIssued("job-1", drawn);
    assertThat(running.get("/healthz").body().path("cautions").toString())
        .doesNotContain("master keys")
        .contains("card keys of jobs that wait");
    assertThat(running.gateway.stock().issued()).isEqualTo(1);
  }

  /** What is wrong with an envelope, and what is said of it. */
  enum Wrong {
    MISSING("is missing", "transport"),
    FOR_ANOTHER_JOB("for job job-9 and came with job-1", "keys of its own"),
    FOR_ANOTHER_STATION("for station st-9 and this is st-1", "wrapped for this station"),
    ENDED("counted until", "wrapped anew"),
    NOT_YET("counts from", "set this machine's clock"),
    ALTERED("altered on its way", "send it again"),
    UNSIGNED("no signed message", "as the authority made it"),
    BY_SOMEBODY_ELSE("not from the authority of this station", "[wrapping] authority"),
    OF_ANOTHER_VERSION("version 7", "[keys.issuer] says 1"),
    WITHOUT_A_KEY("no key issuer.", "all that the profile needs");

    final List<String> words;

    Wrong(String... words) {
      this.words = List.of(words);
    }

    byte[] envelope(KeyOffice office, VirtualCard card) throws Exception {
      switch (this) {
        case FOR_ANOTHER_JOB -> office.job = "job-9";
        case FOR_ANOTHER_STATION -> office.forStation = "st-9";
        case ENDED -> office.length = Duration.ofSeconds(30);
        case NOT_YET -> office.from = office.from.plus(Duration.ofHours(2));
        case OF_ANOTHER_VERSION -> office.versions = Map.of("transport", 1, "issuer", 7);
        case WITHOUT_A_KEY -> office.versions = Map.of("transport", 1);
        default -> {}
      }
      byte[] envelope =
          this == BY_SOMEBODY_ELSE ? office.bySomebodyElse(card) : office.envelope(card);
      return switch (this) {
        case MISSING -> new byte[0];
        case UNSIGNED -> new byte[] {0x30, 0x03, 0x02, 0x01, 0x01};
        case ALTERED -> altered(envelope);
        default -> envelope;
      };
    }

    private static byte[] altered(byte[] envelope) {
      byte[] altered = envelope.clone();
      altered[altered.length / 4] ^= 0x01;
      return altered;
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_envelope_that_is_wrong_is_refused_when_it_comes_in_and_costs_nothing(Wrong wrong)
      throws Exception {
    VirtualCard card = KeyOffice.blank();
    byte[] envelope = wrong.envelope(office, card);
    CardState before = card.state();
    tray.putBack(card);

    Answer answer = submit(envelope);

    assertThat(answer.status()).as("%s", answer).isEqualTo(422);
    assertThat(answer.problemOf(FIELD)).contains(wrong.words);
    assertThat(running.find("job-1")).isFalse();
    isUntouched(card, before);
  }

  @Test
  void a_blank_that_is_not_listed_stays_a_blank_and_the_next_one_serves_the_job() throws Exception {
    VirtualCard listed = KeyOffice.blank();
    VirtualCard other = KeyOffice.blank();
    byte[] envelope = office.envelope(listed);
    CardState before = other.state();
    String number = KeyOffice.chip(other).number().toHex();
    tray.putBack(other);
    assertThat(submit(envelope).status()).isEqualTo(202);

    JsonNode waiting = running.triedInVain("job-1");

    assertThat(RunningStation.problem(waiting))
        .contains("chip " + number + " is none of the 1", "take a blank of those")
        .contains("still a blank");
    isUntouched(other, before);
    assertThat(running.record("job-1"))
        .extracting(StationEvent::state)
        .doesNotContain("OPENED", "AUTHENTICATING");
    assertThat(running.gateway.stock().quarantined()).isZero();
    assertThat(running.gateway.stock().inProcess()).isZero();
    office.job = "job-2";
    assertThat(submit("job-2", office.envelope(other)).status()).isEqualTo(202);
    isIssued("job-2", other);
    tray.putBack(listed);
    isIssued("job-1", listed);
  }

  @Test
  void keys_that_end_while_the_job_waits_void_it_and_leave_the_blank_alone() throws Exception {
    VirtualCard card = KeyOffice.blank();
    office.length = Duration.ofMinutes(5);
    assertThat(submit(office.envelope(card)).status()).isEqualTo(202);
    CardState before = card.state();
    ahead.set(SOON);
    tray.putBack(card);

    JsonNode ended = running.ended("job-1");

    assertThat(ended.path("state").asText()).isEqualTo("VOID");
    assertThat(RunningStation.problem(ended)).contains("counted until", "under a new id");
    isUntouched(card, before);
    assertThat(running.gateway.stock().spoiled()).isZero();
    office.job = "job-2";
    office.from = office.from.plus(SOON);
    assertThat(submit("job-2", office.envelope(card)).status()).isEqualTo(202);
    isIssued("job-2", card);
  }

  @Test
  void check_tells_of_a_set_that_nobody_uses_and_of_one_that_nobody_has() throws Exception {
    running.close();
    Path main = folder.resolve("station.toml");
    Files.writeString(main, Files.readString(main).replace("[keys.issuer]", "[keys.isuer]"));
    assertThat(Gateway.check(folder).problems())
        .extracting(Object::toString)
        .anySatisfy(p -> assertThat(p).contains("keys.isuer", "did you mean issuer?"))
        .anySatisfy(p -> assertThat(p).contains("holds no key issuer"));
  }
}
