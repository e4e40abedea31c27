package org.countersign.station.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.toml.Units;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConfigReaderTest {

  private static final String MINIMAL =
      """
      [station]
      id = "st-1"
      district = "d-1"
      [grant]
      required = false
      [serials]
      first = 1
      last = 999
      [profiles]
      allow-unsigned = true
      [signing.ICAO-P256]
      pkcs12 = "dsc.p12"
      password-file = "dsc.password"
      [verification]
      csca = ["csca.pem"]
      [keys]
      file = "keys.json"
      """;

  private static final DriverDescriptor DRIVER =
      new DriverDescriptor(
          "reader",
          "test",
          "1",
          1,
          List.of(),
          List.of(
              ConfigKey.required("name", ConfigKey.Type.TEXT, "Name of the reader."),
              ConfigKey.withDefault("wait", ConfigKey.Type.DURATION, "20ms", "Time to wait."),
              ConfigKey.withDefault("slots", ConfigKey.Type.INTEGER, "1", "Slots."),
              ConfigKey.optional("beep", ConfigKey.Type.BOOLEAN, "Whether it beeps."),
              ConfigKey.optional("trace", ConfigKey.Type.PATH, "Where it writes.")));

  private static final KnownDrivers DRIVERS =
      new KnownDrivers() {
        @Override
        public Set<String> ids() {
          return Set.of("reader");
        }

        @Override
        public Optional<DriverDescriptor> descriptor(String id) {
          return id.equals("reader") ? Optional.of(DRIVER) : Optional.empty();
        }
      };

  @TempDir Path folder;
  private final Problems problems = new Problems();

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("devices.d"));
  }

  private Optional<StationConfig> read(String toml) throws IOException {
    Files.writeString(folder.resolve("station.toml"), toml);
    return ConfigReader.read(folder, installed -> DRIVERS, problems);
  }

  private List<String> told() {
    return problems.all().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void every_default_is_as_it_is_documented() throws IOException {
    StationConfig config = read(MINIMAL).orElseThrow();

    assertThat(told()).isEmpty();
    assertThat(config)
        .isEqualTo(
            new StationConfig(
                folder,
                new StationConfig.Identity("st-1", "d-1", "", false),
                new StationConfig.Http(8440, folder.resolve("secrets/http.token"), 1 << 20),
                new StationConfig.LedgerFiles(
                    folder.resolve("ledger/station.db"),
                    folder.resolve("secrets/station.key"),
                    64L << 20),
                new StationConfig.Audit(
                    folder.resolve("secrets/audit.p12"),
                    folder.resolve("secrets/audit.password"),
                    folder.resolve("audit.pem"),
                    1_000,
                    Duration.ofMinutes(10)),
                new StationConfig.GrantFiles(
                    false,
                    folder.resolve("grant.json"),
                    List.of(),
                    folder.resolve("secrets/epoch.json"),
                    Path.of("/etc/machine-id")),
                Optional.of(new SerialRange("", 1, 999)),
                new StationConfig.ProfileFolder(folder.resolve("profiles.d"), List.of(), true),
                new StationConfig.Drivers(
                    folder.resolve("drivers.d"), folder.resolve("trust/drivers"), false),
                Map.of(
                    "ICAO-P256",
                    new StationConfig.SigningKey.Pkcs12(
                        folder.resolve("dsc.p12"),
                        folder.resolve("dsc.password"),
                        Optional.empty())),
                List.of(folder.resolve("csca.pem")),
                new StationConfig.CardKeys(
                    Optional.of(folder.resolve("keys.json")),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty()),
                Optional.empty(),
                new StationConfig.StockRules(folder.resolve("secrets/operators.toml"), false, 100),
                new StationConfig.Limits(
                    1_000,
                    new DeviceLimits(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(30),
                        5,
                        Duration.ofMinutes(1))),
                List.of(),
                new StationConfig.Unattended(
                    LocalTime.of(7, 30),
                    ZoneId.systemDefault(),
                    Duration.ofHours(8),
                    Optional.empty(),
                    Duration.ofDays(45),
                    Optional.empty())));
  }

  @Test
  void an_empty_file_is_told_every_key_that_must_be_there() throws IOException {
    read("");
    assertThat(told())
        .contains(
            "station.toml: station.id: is missing",
            "station.toml: station.district: is missing",
            "station.toml: grant.authority: names nobody who may grant the station to issue; a"
                + " pilot without an authority says required = false",
            "station.toml: keys.file: is missing")
        .anySatisfy(p -> assertThat(p).contains("profiles.signers"))
        .anySatisfy(p -> assertThat(p).contains("verification.csca"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port = 70000               | http.port: must be from 0 to 65535",
        "port = '8440'              | http.port: must be a whole number without quotes, but a text",
        "port = 1.5                 | http.port: must be a whole number",
        "max-body = '1MB'           | http.max-body: must be a number with its unit: 512B",
        "max-body = 65536           | http.max-body: must be a number with its unit",
        "max-body = '1GiB'          | http.max-body: must be from 4096B",
        "tokenfile = 'x'            | http.tokenfile: unknown key; did you mean token-file?",
        "token-file = ''            | http.token-file: must not be empty",
      })
  void a_wrong_value_is_told_with_its_place(String line, String expected) throws IOException {
    read(MINIMAL + "[http]\n" + line.replace('\'', '"') + "\n");
    assertThat(told())
        .singleElement()
        .satisfies(p -> assertThat(p).startsWith("station.toml:19:1: ").contains(expected));
  }

  @Test
  void what_is_no_toml_is_told_with_its_place() throws IOException {
    assertThat(read(MINIMAL + "[http\nport = = 3\n")).isEmpty();
    assertThat(told()).isNotEmpty().allSatisfy(p -> assertThat(p).contains("is not TOML here"));
    assertThat(told().getFirst()).startsWith("station.toml:18:");
  }

  @Test
  void a_missing_main_file_is_told() {
    assertThat(ConfigReader.read(folder, installed -> DRIVERS, problems)).isEmpty();
    assertThat(told()).singleElement().satisfies(p -> assertThat(p).contains("no such file"));
  }

  @Test
  void an_unknown_section_is_told_with_the_near_one() throws IOException {
    read(MINIMAL + "[limit]\nwaiting-jobs = 3\n");
    assertThat(told())
        .containsExactly("station.toml:18:1: limit: unknown key; did you mean limits?");
  }

  @Test
  void a_device_file_is_read_with_defaults_units_and_absolute_paths() throws IOException {
    device("encoder-1", "driver = \"reader\"\nname = \"ACS\"\nwait = \"5s\"\ntrace = \"t.log\"\n");
    StationConfig config = read(MINIMAL).orElseThrow();

    assertThat(told()).isEmpty();
    assertThat(config.devices())
        .containsExactly(
            new StationConfig.DeviceConfig(
                "encoder-1",
                "reader",
                Optional.empty(),
                Set.of(),
                Map.of(
                    "name", "ACS",
                    "wait", "5000000",
                    "slots", "1",
                    "trace", folder.resolve("t.log").toString())));
  }

  @Test
  void a_device_file_is_checked_against_what_its_driver_declares() throws IOException {
    device("encoder-1", "driver = \"reader\"\nnme = \"ACS\"\nwait = 5\nslots = \"1\"\nbeep = 1\n");
    device("encoder 2", "driver = \"reader\"\n");
    Files.writeString(folder.resolve("devices.d/notes.txt"), "");
    read(MINIMAL);

    assertThat(told())
        .containsExactlyInAnyOrder(
            "devices.d/encoder-1.toml: name: is missing: Name of the reader.",
            "devices.d/encoder-1.toml:2:1: nme: unknown key; did you mean name?",
            "devices.d/encoder-1.toml:3:1: wait: must be "
                + Units.DURATION_FORM
                + " (Time to wait.)",
            "devices.d/encoder-1.toml:4:1: slots: must be a whole number without quotes (Slots.)",
            "devices.d/encoder-1.toml:5:1: beep: must be true or false (Whether it beeps.)",
            "devices.d/encoder 2.toml: the file's name is the device's id: 1 to 32 of A-Z a-z 0-9 ."
                + " _ - before .toml",
            "devices.d/notes.txt: is not read: a device's file ends in .toml");
  }

  private void device(String id, String toml) throws IOException {
    Files.writeString(folder.resolve("devices.d").resolve(id + ".toml"), toml);
  }

  @Test
  void a_fleet_over_tls_needs_an_authority_and_a_plain_one_takes_none() throws IOException {
    read(MINIMAL + "[fleet]\nbroker = \"ssl://broker\"\nuser = \"u\"\n");
    assertThat(told())
        .anySatisfy(p -> assertThat(p).contains("fleet.ca: is missing"))
        .anySatisfy(p -> assertThat(p).contains("user and password-file go together"));
  }

  @Test
  void several_brokers_are_of_one_kind_and_need_a_host_to_look_for() throws IOException {
    read(MINIMAL + "[fleet]\nbroker = [\"tcp://a\", \"ssl://b\"]\n");
    assertThat(told())
        .anySatisfy(p -> assertThat(p).contains("fleet.broker: must all be ssl://, or all tcp://"))
        .anySatisfy(p -> assertThat(p).contains("fleet.primary-host: is missing: of several"));
    read(MINIMAL + "[fleet]\nbroker = [\"tcp://a\", \"tcp://a\"]\nprimary-host = \"centre\"\n");
    assertThat(told())
        .anySatisfy(p -> assertThat(p).contains("or a list of 1 to 8 such, none twice"));
  }

  @Test
  void a_signing_service_needs_its_url_and_the_files_of_both_ends() throws IOException {
    String key = "pkcs12 = \"dsc.p12\"\npassword-file = \"dsc.password\"\n";
    assertThat(MINIMAL).contains(key);
    read(
        MINIMAL.replace(
            key, "kind = \"remote\"\nurl = \"http://sign.example\"\npin-file = \"pin\"\n"));
    assertThat(told())
        .anySatisfy(p -> assertThat(p).contains("url: must be https://host[:port][/path]"))
        .anySatisfy(p -> assertThat(p).contains("signing.ICAO-P256.certificate: is missing"))
        .anySatisfy(p -> assertThat(p).contains("client-key: is missing"))
        .anySatisfy(p -> assertThat(p).contains("client-password-file: is missing"))
        .anySatisfy(p -> assertThat(p).contains("signing.ICAO-P256.ca: is missing"))
        .anySatisfy(p -> assertThat(p).contains("pin-file: unknown key"));
  }

  @Test
  void a_kind_of_custody_that_is_not_known_is_told() throws IOException {
    read(MINIMAL.replace("pkcs12 = ", "kind = \"cloud\"\npkcs12 = "));
    assertThat(told()).anySatisfy(p -> assertThat(p).contains("kind: must be \"pkcs12\""));
  }

  @Test
  void test_cards_are_read_with_three_seconds_for_a_limit() throws IOException {
    StationConfig config =
        read(MINIMAL
                + """
                [self-test]
                test-cards = ["8986000000000000000a", "89860001"]
                test-card-profile = "test-card.json"
                test-card-keys = "secrets/test-card.json"
                """)
            .orElseThrow();

    assertThat(told()).isEmpty();
    assertThat(config.unattended().testCards())
        .contains(
            new StationConfig.TestCardSettings(
                List.of("8986000000000000000A", "89860001"),
                folder.resolve("test-card.json"),
                folder.resolve("secrets/test-card.json"),
                Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test-cards = []                       | test-cards: names no chip",
        "test-cards = ['898600']               | must be numbers of chips, 4 to 32 bytes",
        "test-cards = ['8986000x']             | in hex digits, but 8986000X",
        "test-cards = ['898600aa', '898600AA'] | test-cards: names a chip twice",
        "test-cards = [89860000]               | must be a list of texts: element 1 is none",
        "test-card-limit = '2s'                | test-card-limit: is said of test cards, but",
        "test-cards = ['898600aa']             | self-test.test-card-profile: is missing",
        "test-cards = ['898600aa']             | self-test.test-card-keys: is missing",
        "test-card-limits = '2s'               | unknown key; did you mean test-card-limit?",
      })
  void wrong_test_cards_are_told(String line, String expected) throws IOException {
    read(MINIMAL + "[self-test]\n" + line.replace('\'', '"') + "\n");
    assertThat(told())
        .anySatisfy(p -> assertThat(p).startsWith("station.toml").contains(expected))
        .noneSatisfy(p -> assertThat(p).contains("[keys]"));
  }

  @Test
  void a_limit_that_the_self_test_does_not_wait_for_is_refused() throws IOException {
    read(
        MINIMAL
            + """
            [self-test]
            test-cards = ["89860001"]
            test-card-profile = "test-card.json"
            test-card-keys = "secrets/test-card.json"
            test-card-limit = "7s"
            """);
    assertThat(told())
        .singleElement()
        .satisfies(p -> assertThat(p).contains(":22:1: self-test.test-card-limit", "100ms to 6s"));
  }

  @ParameterizedTest
  @CsvSource({"250us,250000", "20ms,20000000", "5s,5000000000", "2m,120000000000"})
  void durations_carry_their_unit(String text, long nanos) {
    assertThat(Units.duration(text)).contains(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @CsvSource({"prot,port", "token_file,token-file", "POTR,''", "wiating-jobs,waiting-jobs"})
  void the_near_name_is_the_one_that_was_probably_meant(String written, String meant) {
    assertThat(NearName.of(written, List.of("port", "token-file", "waiting-jobs")).orElse(""))
        .isEqualTo(meant);
  }
}
