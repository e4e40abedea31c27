package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.station.commands.Countersign;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.DocumentSignerTerms;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.authority.KeyFile;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person's slips in the configuration, each told by {@code check} and by {@code run} alike. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadConfigurationTest {

  private static final String ENCODER =
      """
      driver = "simulator"
      profiles = ["residence-permit"]
      key-diversification = "kdf3"
      """;

  @TempDir Path folder;
  private StationFolder station;

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.makePilot(folder);
    station.device("encoder-1", ENCODER);
  }

  private void slip(String right, String wrong) throws Exception {
    String toml = Files.readString(folder.resolve("station.toml"));
    assertThat(toml).contains(right);
    station.station(toml.replace(right, wrong));
  }

  private record Said(int exit, String text) {}

  private Said said(String command) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    int exit = Countersign.run(Terminal.plain(stream, stream), command, "--config", "" + folder);
    return new Said(exit, written.toString(StandardCharsets.UTF_8));
  }

  /** One line with all the words, from both commands; and the station was not begun. */
  private void isTold(String... words) throws Exception {
    for (String command : List.of("check", "run")) {
      Said said = said(command);
      assertThat(said.exit).as(said.text).isNotZero();
      assertThat(said.text.lines().toList())
          .as(command)
          .anySatisfy(line -> assertThat(line).contains(words));
      assertThat(said.text)
          .contains(command.equals("run") ? "nothing was started" : "would not start");
    }
    assertThat(folder.resolve("ledger")).doesNotExist();
    assertThat(folder.resolve("secrets")).doesNotExist();
  }

  private void expiredSigner() throws Exception {
    Clock before = Clock.offset(Clock.systemUTC(), Duration.ofDays(-200));
    DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), before);
  }

  private void keyOfAnotherCertificate() throws Exception {
    CountrySigningAuthority csca =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256), Clock.systemUTC());
    KeyAndCertificate one = issued(csca, "One");
    KeyAndCertificate other = issued(csca, "Other");
    char[] password = Files.readString(station.authority.dscPassword()).strip().toCharArray();
    KeyFile.write(
        station.authority.dscP12(),
        password,
        DemoAuthority.ALIAS,
        new KeyAndCertificate(one.key(), other.certificate()));
  }

  private static KeyAndCertificate issued(CountrySigningAuthority csca, String name)
      throws Exception {
    return csca.issueDocumentSigner(
        SignatureSuite.ICAO_P256, DocumentSignerTerms.residenceCards(name));
  }

  @Test
  void an_unknown_key_is_told_with_its_place_and_the_likely_spelling() throws Exception {
    slip("port = 0", "prot = 0");
    isTold("station.toml:5:1", "http.prot", "unknown key", "did you mean port?");
  }

  @Test
  void an_unknown_setting_of_a_driver_is_told_with_the_devices_file() throws Exception {
    station.device("encoder-1", ENCODER + "hoper = 50\n");
    isTold("devices.d/encoder-1.toml:4:1", "hoper", "unknown key", "did you mean hopper?");
  }

  @Test
  void a_wrong_type_is_told_with_the_right_one() throws Exception {
    slip("port = 0", "port = \"8440\"");
    isTold(
        "station.toml:5:1", "http.port", "must be a whole number without quotes", "a text stands");
  }

  @Test
  void a_wrong_type_of_a_drivers_setting_is_told_with_the_right_one() throws Exception {
    station.device("encoder-1", ENCODER + "hopper = \"fifty\"\n");
    isTold("devices.d/encoder-1.toml:4:1", "hopper", "must be a whole number");
  }

  @Test
  void a_file_that_is_no_TOML_is_told_with_the_place() throws Exception {
    slip("[serials]", "[serials");
    isTold("station.toml:8:", "is not TOML here");
  }

  @Test
  void a_missing_certificate_is_told_with_its_path() throws Exception {
    Files.delete(station.authority.cscaPem());
    isTold("station.toml", "verification.csca", "csca.pem", "is not there");
  }

  @Test
  void a_file_that_holds_no_certificate_is_told_with_what_was_expected() throws Exception {
    Files.writeString(station.authority.cscaPem(), "to be delivered\n");
    isTold("verification.csca", "csca.pem", "holds no certificate", "BEGIN CERTIFICATE");
  }

  @Test
  void an_expired_document_signer_is_told_with_its_time_and_what_to_do() throws Exception {
    expiredSigner();
    isTold(
        "signing.ICAO-P256",
        "dsc.p12",
        "was allowed to sign until",
        "install a new document signer");
  }

  @Test
  void a_key_that_does_not_belong_to_its_certificate_is_told() throws Exception {
    keyOfAnotherCertificate();
    isTold(
        "signing.ICAO-P256",
        "dsc.p12",
        "does not belong to certificate",
        "CN=Other",
        "install the certificate");
  }

  @Test
  void all_problems_of_all_kinds_come_at_once() throws Exception {
    keyOfAnotherCertificate();
    slip("port = 0", "prot = 0");
    slip("first = 1", "first = \"1\"");
    slip("trust/csca.pem", "trust/cscb.pem");
    slip("keys.json", "key.json");
    station.device("encoder-1", "driver = \"simulatr\"\n");
    station.device("encoder-2", ENCODER + "fualt = \"\"\n");
    List<String> wanted =
        new ArrayList<>(
            List.of(
                "http.prot",
                "serials.first",
                "cscb.pem",
                "key.json",
                "signing.ICAO-P256",
                "simulator?",
                "fault?"));
    for (String command : List.of("check", "run")) {
      assertThat(said(command).text).contains(wanted).contains("7 problem(s)");
    }
  }

  @Test
  void a_running_station_is_not_troubled_by_a_check_of_a_bad_configuration() throws Exception {
    try (RunningStation running = RunningStation.start(folder)) {
      Files.move(
          folder.resolve("station.toml"),
          folder.resolve("station.toml.good"),
          StandardCopyOption.REPLACE_EXISTING);
      station.station(station.toml().replace("port = 0", "prot = 0"));
      assertThat(said("check").exit).isNotZero();
      assertThat(said("run").text).contains("nothing was started");
      running.issuesAGoodCardOn("encoder-1", "residence-permit");
    }
  }
}
