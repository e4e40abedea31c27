package org.countersign.centre.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.centre.config.CentreConfig.Broker;
import org.countersign.centre.config.CentreConfig.Hours;
import org.countersign.centre.config.CentreConfig.Page;
import org.countersign.centre.config.CentreConfig.Receivers;
import org.countersign.centre.silence.SilenceRules;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;

/**
 * Reads {@value #FILE}. What is wrong is collected and reading goes on, so the result may hold
 * stand-ins; it is to be used only without problems.
 */
public final class CentreConfigReader {

  /** Name of the file in its folder. */
  public static final String FILE = "centre.toml";

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(366);
  private static final String USUAL_PAGE = "127.0.0.1:8450";

  private CentreConfigReader() {}

  /**
   * Reads the file.
   *
   * @return empty if it is no TOML at all
   */
  public static Optional<CentreConfig> read(Path folder, Problems problems) {
    Path whole = folder.toAbsolutePath().normalize();
    return TomlFile.read(whole.resolve(FILE), FILE, whole, problems)
        .map(CentreConfigReader::centre);
  }

  private static CentreConfig centre(Section root) {
    Section centre = root.section("centre");
    String id =
        centre.has("id")
            ? centre.text("id", EdgeNodeDescriptor::isId, "text without + / #", "centre")
            : "centre";
    Path data = centre.path("data", "data");
    TreeSet<String> districts = new TreeSet<>(centre.texts("districts"));
    districts.stream()
        .filter(district -> !EdgeNodeDescriptor.isId(district))
        .forEach(d -> centre.problem("districts", "must be names without + / #"));
    centre.end();
    Section broker = root.section("broker");
    boolean words = broker.flag("words", true);
    CentreConfig config =
        new CentreConfig(
            id,
            data,
            districts,
            expected(root.section("expected-stations")),
            broker(broker),
            root.has("database")
                ? database(root.section("database"))
                : new DatabaseConfig.Embedded(data),
            history(root.section("history")),
            page(root.section("page")),
            alerts(root.section("alerts")),
            silence(root.section("silence")),
            words,
            hours(root),
            receivers(root.section("receivers")));
    root.end();
    return config;
  }

  private static Map<String, Integer> expected(Section section) {
    Map<String, Integer> expected = new HashMap<>();
    for (String district : section.keys()) {
      expected.put(district, (int) section.requiredInteger(district, 0, 1_000_000));
    }
    return expected;
  }

  private static Broker broker(Section section) {
    if (section.has("own")) {
      String listen = section.text("own", CentreConfigReader::isPlace, PLACE, "127.0.0.1:1883");
      section.end();
      return new Broker.Own(place(listen));
    }
    List<URI> addresses =
        section
            .oneOrMore(
                "address",
                BrokerConfig::isAddress,
                BrokerConfig.ADDRESS,
                BrokerConfig.MOST_ADDRESSES,
                "tcp://localhost")
            .stream()
            .map(URI::create)
            .toList();
    boolean tls = "ssl".equals(addresses.getFirst().getScheme());
    if (addresses.stream().anyMatch(address -> "ssl".equals(address.getScheme()) != tls)) {
      section.problem("address", "must all be ssl://, or all tcp://");
    }
    together(section, "user", "password-file");
    together(section, "client-key", "client-password-file");
    if (section.has("ca") != tls) {
      section.problem("ca", "is needed for ssl:// and for nothing else");
    }
    Optional<BrokerConfig.Login> login =
        section
            .optionalText("user")
            .map(user -> new BrokerConfig.Login(user, section.path("password-file")));
    Optional<BrokerConfig.ClientCertificate> client =
        section
            .optionalPath("client-key")
            .map(key ->
                new BrokerConfig.ClientCertificate(key, section.path("client-password-file")));
    Optional<BrokerConfig.Tls> trust =
        section.optionalPath("ca").map(ca -> new BrokerConfig.Tls(ca, client));
    Duration keepAlive =
        section.duration("keep-alive", Duration.ofSeconds(1), Duration.ofHours(1), "30s");
    section.end();
    return section.good()
        ? new Broker.Foreign(new BrokerConfig(addresses, login, trust, keepAlive, CONNECT_WITHIN))
        : new Broker.Foreign(BrokerConfig.plain(URI.create("tcp://localhost")));
  }

  private static final String PLACE = "address:port, 127.0.0.1:1883 for example";

  private static boolean isUri(String text, String scheme) {
    try {
      URI uri = new URI(text);
      return scheme.equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPlace(String text) {
    try {
      URI uri = new URI("any://" + text);
      return uri.getHost() != null && uri.getPort() >= 0 && uri.getPort() <= 65_535;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static InetSocketAddress place(String text) {
    URI uri = URI.create("any://" + text);
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  private static void together(Section section, String one, String other) {
    if (section.has(one) != section.has(other)) {
      section.problem(
          section.has(one) ? other : one, "is missing: " + one + " and " + other + " go together");
    }
  }

  private static DatabaseConfig database(Section section) {
    DatabaseConfig database =
        new DatabaseConfig.Server(
            section.text(
                "url",
                url -> url.startsWith("jdbc:postgresql:") && !url.contains("password="),
                "jdbc:postgresql://host[:port]/database, without password",
                "jdbc:postgresql:"),
            section.optionalText("user").orElse("countersign"),
            section.path("password-file"));
    section.end();
    return database;
  }

  private static Duration history(Section section) {
    Duration keep = Duration.ofDays(section.integer("keep-days", 1, 3_660, 90));
    section.end();
    return keep;
  }

  private static Page page(Section section) {
    String listen =
        section.has("listen")
            ? section.text("listen", CentreConfigReader::isPlace, PLACE, USUAL_PAGE)
            : USUAL_PAGE;
    together(section, "certificate", "key");
    Optional<Page.Tls> tls =
        section
            .optionalPath("certificate")
            .map(certificate -> new Page.Tls(certificate, section.path("key")));
    Optional<Path> clients = section.optionalPath("clients");
    if (clients.isPresent() && tls.isEmpty()) {
      section.problem("clients", "needs a certificate and a key of the page's own");
    }
    InetSocketAddress at = place(listen);
    if (tls.isEmpty() && !at.isUnresolved() && !at.getAddress().isLoopbackAddress()) {
      section.problem(
          "listen", "is reached by others than this machine: certificate and key are needed");
    }
    Page.Metrics metrics =
        new Page.Metrics(
            section.optionalPath("metrics-token-file"), section.flag("metrics-stations", false));
    section.end();
    return new Page(at, tls, clients, metrics);
  }

  private static AlertRules alerts(Section section) {
    AlertRules usual = AlertRules.USUAL;
    AlertRules rules =
        new AlertRules(
            section.duration("hold", Duration.ZERO, DAY, "30s"),
            section.duration("clear", Duration.ofSeconds(50), DAY, "60s"),
            usual.unsteadyChanges(),
            usual.unsteadyWithin(),
            (int) section.integer("fewest", 2, 1_000, usual.fewest()),
            section.integer("share-percent", 1, 100, 30) / 100.0,
            section.duration("escalate", Duration.ofSeconds(10), DAY, "15m"));
    section.end();
    return rules;
  }

  private static SilenceRules silence(Section section) {
    SilenceRules rules =
        new SilenceRules(
            section.duration("dead", Duration.ofMinutes(1), YEAR, "168h"),
            section.duration("clock", Duration.ofSeconds(1), DAY, "2m"),
            section.duration("grace", Duration.ZERO, DAY, "10m"),
            section.duration("planned", Duration.ZERO, Duration.ofDays(30), "12h"),
            SilenceRules.USUAL.zone());
    section.end();
    return rules;
  }

  private static Hours hours(Section root) {
    OpeningHours usual =
        root.has("opening-hours")
            ? openingHours(root.section("opening-hours"))
            : OpeningHours.ALWAYS;
    Map<String, OpeningHours> districts = new HashMap<>();
    for (Section section : root.sections("district-hours")) {
      for (String district : section.texts("districts")) {
        districts.put(district, openingHours(section));
      }
    }
    return new Hours(usual, districts);
  }

  private static OpeningHours openingHours(Section section) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String day : section.texts("days")) {
      try {
        days.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        section.problem("days", "must be days of the week in English: \"monday\"");
      }
    }
    Set<LocalDate> closed = new HashSet<>();
    for (String date : section.texts("closed")) {
      parsed(section, "closed", "dates: \"2026-12-25\"", date, LocalDate::parse)
          .ifPresent(closed::add);
    }
    String clock = "a time of day: \"09:00\"";
    Optional<LocalTime> from =
        parsed(
            section, "from", clock, section.optionalText("from").orElse("00:00"), LocalTime::parse);
    Optional<LocalTime> to =
        parsed(section, "to", clock, section.optionalText("to").orElse("00:00"), LocalTime::parse);
    Optional<ZoneId> zone =
        parsed(
            section,
            "zone",
            "a time zone: \"Asia/Shanghai\"",
            section.optionalText("zone").orElse("UTC"),
            ZoneId::of);
    section.end();
    try {
      return new OpeningHours(
          days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
          from.orElse(LocalTime.MIDNIGHT),
          to.orElse(LocalTime.MIDNIGHT),
          zone.orElse(ZoneId.of("UTC")),
          closed);
    } catch (IllegalArgumentException e) {
      section.problem("to", "must be later than from");
      return OpeningHours.ALWAYS;
    }
  }

  private interface Parser<T> {
    T parse(String text);
  }

  private static <T> Optional<T> parsed(
      Section section, String key, String form, String text, Parser<T> parser) {
    try {
      return Optional.of(parser.parse(text));
    } catch (DateTimeException e) {
      section.problem(key, "must be " + form);
      return Optional.empty();
    }
  }

  private static Receivers receivers(Section section) {
    Receivers receivers =
        new Receivers(
            address(section, "webhook"),
            address(section, "alertmanager"),
            address(section, "page"));
    section.end();
    return receivers;
  }

  private static Optional<URI> address(Section section, String key) {
    return section
        .optionalText(key)
        .filter(text -> {
          boolean right = isUri(text, "http") || isUri(text, "https");
          if (!right) {
            section.problem(key, "must be http://host/… or https://host/…");
          }
          return right;
        })
        .map(URI::create);
  }
}
