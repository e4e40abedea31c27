package org.countersign.centre.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentreConfigReaderTest {

  /** What must be there; two lines, so that what follows begins on line 3. */
  private static final String LEAST =
      """
      centre = {id = "centre"}
      broker = {own = "127.0.0.1:1883"}
      """;

  private static final String PAGE = "page = {listen = \"127.0.0.1:8450\"}\n";

  @TempDir private Path folder;

  private final Problems problems = new Problems();

  private Optional<CentreConfig> read(String text) {
    try {
      Files.writeString(folder.resolve(CentreConfigReader.FILE), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CentreConfigReader.read(folder, problems);
  }

  private CentreConfig good(String text) {
    CentreConfig config = read(text).orElseThrow();
    assertThat(problems.all()).isEmpty();
    return config;
  }

  private List<String> told() {
    return problems.all().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void the_least_is_a_name_a_broker_and_a_page_and_all_else_is_usual() {
    CentreConfig config = good(LEAST + PAGE);

    assertThat(config.id()).isEqualTo("centre");
    assertThat(config.data()).isEqualTo(folder.resolve("data"));
    assertThat(config.districts()).isEmpty();
    assertThat(config.expected()).isEmpty();
    assertThat(config.broker())
        .isEqualTo(new CentreConfig.Broker.Own(new InetSocketAddress("127.0.0.1", 1883)));
    assertThat(config.database()).isEqualTo(new DatabaseConfig.Embedded(folder.resolve("data")));
    assertThat(config.keepHistory()).isEqualTo(Duration.ofDays(90));
    assertThat(config.page())
        .isEqualTo(
            new CentreConfig.Page(
                new InetSocketAddress("127.0.0.1", 8450), Optional.empty(), Optional.empty()));
    assertThat(config.alerts()).isEqualTo(AlertRules.USUAL);
    assertThat(config.hours().of("haidian")).isEqualTo(OpeningHours.ALWAYS);
    assertThat(config.receivers())
        .isEqualTo(
            new CentreConfig.Receivers(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void every_key_is_read() {
    CentreConfig config =
        good(
            """
            [centre]
            id = "beijing"
            data = "kept"
            districts = ["haidian", "chaoyang"]

            [expected-stations]
            haidian = 40
            chaoyang = 0

            [broker]
            address = ["ssl://broker.example:8883", "ssl://stand-in.example"]
            user = "centre"
            password-file = "broker.password"
            ca = "ca.pem"
            client-key = "client.p12"
            client-password-file = "client.password"
            keep-alive = "45s"

            [database]
            url = "jdbc:postgresql://db.example/countersign"
            user = "keeper"
            password-file = "db.password"

            [history]
            keep-days = 30

            [page]
            listen = "0.0.0.0:443"
            certificate = "page.pem"
            key = "page.key"
            clients = "people.pem"
            metrics-token-file = "metrics.token"
            metrics-stations = true

            [alerts]
            hold = "20s"
            clear = "50s"
            fewest = 5
            share-percent = 25
            escalate = "10m"

            [opening-hours]
            days = ["monday", "Friday"]
            from = "09:00"
            to = "17:30"
            zone = "Asia/Shanghai"
            closed = ["2026-10-01"]

            [[district-hours]]
            districts = ["chaoyang"]
            days = ["sunday"]

            [receivers]
            webhook = "https://chat.example/in"
            alertmanager = "http://alerts.example:9093"
            page = "https://centre.example/"
            """);

    assertThat(config.id()).isEqualTo("beijing");
    assertThat(config.data()).isEqualTo(folder.resolve("kept"));
    assertThat(config.districts()).containsExactly("chaoyang", "haidian");
    assertThat(config.expected()).isEqualTo(Map.of("haidian", 40, "chaoyang", 0));
    assertThat(config.broker())
        .isEqualTo(
            new CentreConfig.Broker.Foreign(
                new BrokerConfig(
                    List.of(
                        URI.create("ssl://broker.example:8883"),
                        URI.create("ssl://stand-in.example")),
                    Optional.of(
                        new BrokerConfig.Login("centre", folder.resolve("broker.password"))),
                    Optional.of(
                        new BrokerConfig.Tls(
                            folder.resolve("ca.pem"),
                            Optional.of(
                                new BrokerConfig.ClientCertificate(
                                    folder.resolve("client.p12"),
                                    folder.resolve("client.password"))))),
                    Duration.ofSeconds(45),
                    Duration.ofSeconds(20))));
    assertThat(config.database())
        .isEqualTo(
            new DatabaseConfig.Server(
                "jdbc:postgresql://db.example/countersign",
                "keeper",
                folder.resolve("db.password")));
    assertThat(config.keepHistory()).isEqualTo(Duration.ofDays(30));
    assertThat(config.page())
        .isEqualTo(
            new CentreConfig.Page(
                new InetSocketAddress("0.0.0.0", 443),
                Optional.of(
                    new CentreConfig.Page.Tls(
                        folder.resolve("page.pem"), folder.resolve("page.key"))),
                Optional.of(folder.resolve("people.pem")),
                new CentreConfig.Page.Metrics(Optional.of(folder.resolve("metrics.token")), true)));
    assertThat(config.alerts())
        .isEqualTo(
            new AlertRules(
                Duration.ofSeconds(20),
                Duration.ofSeconds(50),
                AlertRules.USUAL.unsteadyChanges(),
                AlertRules.USUAL.unsteadyWithin(),
                5,
                0.25,
                Duration.ofMinutes(10)));
    assertThat(config.hours().of("haidian"))
        .isEqualTo(
            new OpeningHours(
                EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(9, 0),
                LocalTime.of(17, 30),
                ZoneId.of("Asia/Shanghai"),
                Set.of(LocalDate.of(2026, 10, 1))));
    assertThat(config.hours().of("chaoyang").isOpen(Instant.parse("2026-11-22T03:00:00Z")))
        .as("a Sunday")
        .isTrue();
    assertThat(config.receivers())
        .isEqualTo(
            new CentreConfig.Receivers(
                Optional.of(URI.create("https://chat.example/in")),
                Optional.of(URI.create("http://alerts.example:9093")),
                Optional.of(URI.create("https://centre.example/"))));
  }

  /** Each stands on line 3, the page on line 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          history = {keep-days = 0}                      | history.keep-days: must be from 1 to 3660
          history = {keep-day = 9}                       | history.keep-day: unknown key; did you mean keep-days?
          alert = {hold = "1s"}                          | alert: unknown key; did you mean alerts?
          alerts = {hold = "2d"}                         | alerts.hold: must be
          alerts = {clear = "49s"}                       | alerts.clear: must be from 50000ms to 86400s
          alerts = {fewest = 1}                          | alerts.fewest: must be from 2 to 1000
          alerts = {share-percent = 0}                   | alerts.share-percent: must be from 1 to 100
          alerts = {escalate = "9s"}                     | alerts.escalate: must be from 10000ms to 86400s
          expected-stations = {haidian = -1}             | expected-stations.haidian: must be from 0 to 1000000
          database = {url = "jdbc:mysql://db", user = "u", password-file = "p"}                | database.url: must be jdbc:postgresql://
          database = {url = "jdbc:postgresql://db/c?password=x", user = "u", password-file = "p"} | database.url: must be jdbc:postgresql://host[:port]/database, without password
          receivers = {webhook = "ftp://host/"}          | receivers.webhook: must be http://host/… or https://host/…
          receivers = {alertmanager = "host:9093"}       | receivers.alertmanager: must be http
          receivers = {page = "https://u:p@host/"}       | receivers.page: must be http
          opening-hours = {days = ["mon"]}               | opening-hours.days: must be days of the week in English
          opening-hours = {from = "9"}                   | opening-hours.from: must be a time of day: "09:00"
          opening-hours = {to = "24:61"}                 | opening-hours.to: must be a time of day
          opening-hours = {zone = "Beijing"}             | opening-hours.zone: must be a time zone
          opening-hours = {closed = ["1.10."]}           | opening-hours.closed: must be dates: "2026-12-25"
          opening-hours = {from = "09:00", to = "08:00"} | opening-hours.to: must be later than from
          """)
  void what_is_wrong_is_told_with_its_line_and_key(String line, String sentence) {
    assertThat(read(LEAST + line + "\n" + PAGE)).isPresent();

    assertThat(told())
        .singleElement()
        .asString()
        .startsWith("centre.toml:3:")
        .contains(": " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          address = "http://host"                                      | broker.address: must be tcp://host[:port]
          address = "tcp://user:secret@host"                           | broker.address: must be tcp://host[:port]
          address = "ssl://host"                                       | broker.ca: is needed for ssl:// and for nothing else
          address = "tcp://host", ca = "ca.pem"                        | broker.ca: is needed for ssl:// and for nothing else
          address = "tcp://host", user = "u"                           | broker.password-file: is missing: user and password-file go together
          address = "tcp://host", password-file = "p"                  | broker.user: is missing: user and password-file go together
          address = "ssl://host", ca = "c", client-key = "k"           | broker.client-password-file: is missing: client-key
          address = "tcp://host", keep-alive = "0s"                    | broker.keep-alive: must be from 1000ms to 3600s
          own = "1883"                                                 | broker.own: must be address:port
          own = "127.0.0.1:65536"                                      | broker.own: must be address:port
          own = "127.0.0.1:1883", address = "tcp://host"               | broker.address: unknown key
          """)
  void what_is_wrong_with_the_broker_is_told_by_its_key(String broker, String sentence) {
    assertThat(read("centre = {id = \"c\"}\nbroker = {" + broker + "}\n" + PAGE)).isPresent();

    assertThat(told())
        .isNotEmpty()
        .anySatisfy(problem -> assertThat(problem).contains(": " + sentence))
        .allSatisfy(
            problem -> assertThat(problem).startsWith("centre.toml").doesNotContain("secret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen = "0.0.0.0:8450"                                      | page.listen: is reached by others than this machine: certificate and key are needed
          listen = "192.0.2.1:8450"                                    | page.listen: is reached by others
          listen = "[::]:8450"                                         | page.listen: is reached by others
          listen = "8450"                                              | page.listen: must be address:port
          listen = "127.0.0.1:8450", clients = "people.pem"            | page.clients: needs a certificate and a key of the page's own
          listen = "127.0.0.1:8450", certificate = "c.pem"             | page.key: is missing: certificate and key go together
          listen = "127.0.0.1:8450", key = "k.pem"                     | page.certificate: is missing: certificate and key go together
          listen = "127.0.0.1:8450", port = 1                          | page.port: unknown key
          """)
  void what_is_wrong_with_the_page_is_told_by_its_key(String page, String sentence) {
    assertThat(read(LEAST + "page = {" + page + "}\n")).isPresent();

    assertThat(told()).anySatisfy(problem -> assertThat(problem).contains(": " + sentence));
  }

  @Test
  void loopback_needs_no_certificate_by_any_of_its_names() {
    for (String place : List.of("127.0.0.1:1", "localhost:1", "[::1]:1", "127.0.0.2:0")) {
      assertThat(good(LEAST + "page = {listen = \"" + place + "\"}").page().tls()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id = "a/b"                                  | centre.id: must be text without + / #
          id = "a", districts = ["b#"]                | centre.districts: must be names without + / #
          id = "a", district = ["b"]                  | centre.district: unknown key; did you mean districts?
          id = 7                                      | centre.id: must be a text in quotes, but a whole number stands there
          """)
  void a_name_that_no_topic_can_hold_is_refused(String centre, String sentence) {
    assertThat(read("centre = {" + centre + "}\nbroker = {own = \"127.0.0.1:1\"}\n" + PAGE))
        .isPresent();

    assertThat(told()).singleElement().asString().startsWith("centre.toml:1:").contains(sentence);
  }

  @Test
  void only_the_broker_must_be_named() {
    assertThat(read("")).isPresent();

    assertThat(told()).containsExactly("centre.toml: broker.address: is missing");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThat(read("history = {keep-days = 0}\nalerts = {fewest = 1}")).isPresent();

    assertThat(told()).hasSize(3);
  }

  @Test
  void a_file_that_is_not_there_or_no_toml_is_told_as_such() {
    assertThat(CentreConfigReader.read(folder, problems)).isEmpty();
    assertThat(told()).singleElement().asString().contains("centre.toml");

    assertThat(read("[centre\nid")).isEmpty();
    assertThat(told()).anySatisfy(problem -> assertThat(problem).startsWith("centre.toml:1:"));
  }
}
