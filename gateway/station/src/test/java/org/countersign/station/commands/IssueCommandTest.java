package org.countersign.station.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.signing.DocumentVerifier.Check;
import org.countersign.personalization.signing.DocumentVerifier.Verdict;
import org.countersign.station.http.FakeStation;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IssueCommandTest {

  @TempDir Path folder;

  private final FakeStation station = new FakeStation();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path token;
  private EventFeed.Subscription encoder;

  @BeforeEach
  void prepare() throws Exception {
    token = folder.resolve("token");
    Files.writeString(token, FakeStation.TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void close() {
    if (encoder != null) {
      encoder.close();
    }
    station.close();
  }

  private int run(String... args) {
    String[] all = new String[args.length + 4];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--url";
    all[args.length + 1] = "http://127.0.0.1:" + station.port();
    all[args.length + 2] = "--token-file";
    all[args.length + 3] = token.toString();
    return Countersign.run(
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        all);
  }

  private String file(String... lines) throws Exception {
    Path file = folder.resolve("applications.jsonl");
    Files.write(file, List.of(lines));
    return file.toString();
  }

  /** An encoder that issues a job as soon as it is accepted. */
  private void startEncoder(boolean good) {
    encoder =
        station.subscribe(event -> {
          if (event.state().equals("ACCEPTED")) {
            Thread.ofVirtual().start(() -> issue(event.subject(), good));
          }
        });
  }

  private void issue(String id, boolean good) {
    JobRecord job = station.find(id).orElseThrow();
    JobRecord bare = FakeStation.withState(job, JobState.ACTIVATED);
    station.put(bare); // Valid, and not yet inspected.
    station.put(
        new JobRecord(
            job.id(),
            job.profile(),
            job.suite(),
            JobState.ACTIVATED,
            Optional.of("RP" + id.hashCode()),
            Optional.of("encoder-1"),
            job.acceptedAt(),
            job.changedAt(),
            Optional.empty(),
            Optional.of(
                new IssuedCard(
                    "00AA",
                    93,
                    21_455,
                    List.of(new IssuedCard.StepTime("write", Duration.ofMillis(1_250))),
                    new Verdict(List.of(new Check("hashes", good, "5 compared")))))));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void every_line_becomes_a_verified_card() throws Exception {
    startEncoder(true);

    int code =
        run(
            "issue",
            file(
                "{\"id\":\"A-1\",\"profile\":\"residence-permit\"}",
                "",
                "{\"profile\":\"residence-permit\",\"data\":{\"nativeName\":\"张三\"}}"));

    assertThat(errors()).isEmpty();
    assertThat(output()).contains("2 of 2 cards issued and verified").contains("21,455");
    assertThat(output().lines().filter(l -> l.startsWith("SERIAL")))
        .singleElement()
        .asString()
        .containsSubsequence("PRODUCT", "DEVICE", "APDUS", "BYTES", "WRITE", "SECONDS", "VERDICT");
    assertThat(code).isZero();
  }

  @Test
  void the_same_file_again_makes_no_second_card() throws Exception {
    startEncoder(true);
    String file =
        file("{\"profile\":\"p\",\"data\":{\"a\":\"1\",\"b\":\"2\"}}", "{\"profile\":\"q\"}");
    assertThat(run("issue", file)).isZero();
    // The order of keys makes no other application.
    file = file("{\"data\":{\"b\":\"2\",\"a\":\"1\"},\"profile\":\"p\"}", "{\"profile\":\"q\"}");
    assertThat(run("issue", file)).isZero();

    assertThat(station.list(Optional.empty(), 10, java.util.Set.of())).hasSize(2);
  }

  @Test
  void a_card_that_is_not_good_is_a_failure() throws Exception {
    startEncoder(false);

    assertThat(run("issue", file("{\"id\":\"A-1\",\"profile\":\"p\"}"))).isEqualTo(1);
    assertThat(output()).contains("hashes: 5 compared").contains("0 of 1 cards");
  }

  @Test
  void a_spoiled_card_is_a_failure_with_its_reason() throws Exception {
    encoder =
        station.subscribe(event -> {
          if (event.state().equals("ACCEPTED")) {
            Thread.ofVirtual()
                .start(() ->
                    station.put(
                        FakeStation.withState(
                            station.find(event.subject()).orElseThrow(), JobState.SPOILED)));
          }
        });

    assertThat(run("issue", file("{\"id\":\"A-1\",\"profile\":\"p\"}"))).isEqualTo(1);
    assertThat(output()).contains("SPOILED");
  }

  @Test
  void a_refused_line_is_named_with_its_fields_and_the_others_are_issued() throws Exception {
    startEncoder(true);

    int code =
        run("issue", file("{\"id\":\"A-1\",\"profile\":\"p\"}", "{\"id\":\"A-2\",\"suite\":7}"));

    assertThat(code).isEqualTo(1);
    assertThat(output())
        .contains("line 2, A-2")
        .contains("suite: must be a string")
        .contains("1 of 2 cards issued and verified");
  }

  @Test
  void a_file_with_faults_submits_nothing_and_names_every_line() throws Exception {
    int code =
        run(
            "issue",
            file(
                "{\"id\":\"A-1\",\"profile\":\"p\"}",
                "{\"id\":\"A-1\",\"profile\":\"p\"}",
                "{\"data\":{\"name\":\"张三\"",
                "[]",
                "{\"profile\":\"p\",\"attachments\":{\"portrait\":\"@missing.jpg\"}}"));

    assertThat(code).isEqualTo(2);
    assertThat(errors())
        .contains("line 2: the same id as line 1", "line 3: not JSON", "line 4", "line 5")
        .doesNotContain("张三");
    assertThat(station.list(Optional.empty(), 10, java.util.Set.of())).isEmpty();
  }

  @Test
  void an_attachment_may_stand_in_a_file_beside() throws Exception {
    startEncoder(true);
    Files.write(folder.resolve("face.jpg"), new byte[] {1, 2, 3});

    assertThat(
            run(
                "issue",
                file(
                    "{\"id\":\"A-1\",\"profile\":\"p\","
                        + "\"attachments\":{\"portrait\":\"@face.jpg\"}}")))
        .isZero();
    assertThat(station.application("A-1").attachments().get("portrait").toHex())
        .isEqualTo("010203");
  }

  @Test
  void a_busy_station_is_asked_again_when_it_said() throws Exception {
    startEncoder(true);
    AtomicInteger asked = new AtomicInteger();
    station.beforeSubmit =
        () ->
            station.busy =
                asked.incrementAndGet() == 1 ? Optional.of("The line is full.") : Optional.empty();

    assertThat(run("issue", file("{\"id\":\"A-1\",\"profile\":\"p\"}"))).isZero();
    assertThat(asked).hasValue(2);
  }

  @Test
  void patience_ends() throws Exception {
    int code = run("issue", "--patience", "1", file("{\"id\":\"A-1\",\"profile\":\"p\"}"));

    assertThat(code).isEqualTo(1);
    assertThat(output()).contains("1 jobs still wait");
  }

  @Test
  void machines_get_one_object_a_card_and_nothing_else() throws Exception {
    startEncoder(true);

    assertThat(run("issue", "--json", file("{\"id\":\"A-1\",\"profile\":\"p\"}"))).isZero();
    assertThat(output().lines())
        .singleElement()
        .asString()
        .startsWith("{\"id\":\"A-1\"")
        .contains("\"verdict\":\"good\"");
  }

  @Test
  void jobs_and_devices_are_tables_or_lines_of_JSON() throws Exception {
    startEncoder(true);
    run("issue", file("{\"id\":\"A-1\",\"profile\":\"p\"}"));
    out.reset();

    assertThat(run("jobs")).isZero();
    assertThat(run("jobs", "--json", "--state", "ACTIVATED")).isZero();
    assertThat(run("devices")).isZero();
    assertThat(run("devices", "--json")).isZero();
    assertThat(output())
        .contains("JOB", "A-1", "{\"id\":\"A-1\"", "hopper=3", "blanks 1, in process 2")
        .contains("{\"id\":\"encoder-1\"");
  }

  @Test
  void a_token_file_that_others_can_read_is_refused_with_what_to_do() throws Exception {
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(run("devices")).isEqualTo(2);
    assertThat(errors()).contains("chmod 600");
  }

  @Test
  void an_absent_station_is_told_with_what_to_do() {
    station.close();

    assertThat(run("devices")).isEqualTo(3);
    assertThat(errors()).contains("countersign run");
  }
}
