package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.countersign.centre.acl.MosquittoAcl;
import org.countersign.centre.acl.StationList;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of {@code provisioning/docs/brokers.md} at a real mosquitto with its shipped
 * configuration and certificates of openssl. What a client writes without a right to it is taken
 * and thrown away; it is proven absent by what the same client writes after it.
 */
@Timeout(120)
class BrokerRightsIT {

  private static final Path SHIPPED = Path.of("..", "centre", "ecosystem", "mosquitto");
  private static final String OWN = "north 区/%s/n-1";
  private static final String MARKER = spb("north 区/NDATA/n-1");

  @TempDir static Path folder;

  private static OpensslAuthority authority;

  /** Both files that an operator may choose from. */
  private enum Rights {
    PATTERNS,
    BLOCKS;

    String text() throws Exception {
      return switch (this) {
        case PATTERNS -> Files.readString(SHIPPED.resolve("countersign.acl"));
        case BLOCKS ->
            MosquittoAcl.of(
                "centre",
                StationList.of(
                    List.of(
                        new EdgeNodeDescriptor("north 区", "n-1"),
                        new EdgeNodeDescriptor("south", "s-1"))));
      };
    }
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    authority = new OpensslAuthority(folder);
    authority.issue("broker", "/CN=broker");
    for (String name : List.of("n-1", "s-1", "n-04199", "n-04200", "centre", "observer")) {
      authority.issue(name, "/CN=" + name);
    }
    authority.issue("plus", "/CN=\\+");
  }

  private static String spb(String rest) {
    return "spBv1.0/" + rest;
  }

  /** The shipped configuration with the paths of this test, and somebody who may see everything. */
  private static PrivateMosquitto broker(String rights) throws Exception {
    return broker(Files.createTempDirectory(folder, "broker"), rights);
  }

  private static PrivateMosquitto broker(Path own, String rights) throws Exception {
    Path acl = write(own, rights);
    String shipped = Files.readString(SHIPPED.resolve("mosquitto.conf"));
    assertThat(shipped).contains("require_certificate true", "use_identity_as_username true");
    Stream<String> lines =
        shipped
            .replace("/etc/mosquitto/certs/fleet-ca.pem", authority.file("ca.pem").toString())
            .replace("/etc/mosquitto/certs/broker", authority.file("broker").toString())
            .replace("/etc/mosquitto/countersign.acl", acl.toString())
            .lines()
            // The test's broker has a listener, keeps nothing and may be started by root.
            .filter(line -> !line.matches("(listener|persistence|per_listener|log_type|#).*"));
    return PrivateMosquitto.start(
        own, Stream.concat(lines, Stream.of("user root")).toArray(String[]::new));
  }

  private static Path write(Path own, String rights) throws IOException {
    return Files.writeString(own.resolve("acl"), rights + "\nuser observer\ntopic read #\n");
  }

  private static URI tls(PrivateMosquitto broker) {
    return URI.create("ssl://127.0.0.1:" + broker.port());
  }

  private static CertifiedClient client(PrivateMosquitto broker, String name) throws Exception {
    return CertifiedClient.connect(tls(broker), authority.client(name), Optional.empty());
  }

  private static CertifiedClient observer(PrivateMosquitto broker) throws Exception {
    CertifiedClient observer = client(broker, "observer");
    observer.listen("#");
    return observer;
  }

  /** What of these arrives, when one client writes them one after the other. */
  private static List<String> taken(
      PrivateMosquitto broker, String name, String last, String... topics) throws Exception {
    try (CertifiedClient observer = observer(broker);
        CertifiedClient writer = client(broker, name)) {
      for (String topic : topics) {
        writer.write(topic);
      }
      writer.write(last);
      Eventually.until("the last", observer::heard, heard -> heard.contains(last));
      return observer.heard().stream().filter(topic -> !topic.equals(last)).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void aStationWritesItsOwnLifeDataAndRecords(Rights rights) throws Exception {
    String[] own = {
      spb(OWN.formatted("NBIRTH")),
      spb(OWN.formatted("NDEATH")),
      spb(OWN.formatted("DBIRTH") + "/printer"),
      spb(OWN.formatted("DDATA") + "/printer"),
      spb(OWN.formatted("DDEATH") + "/printer"),
      "countersign/v1/records/north 区/n-1"
    };
    try (PrivateMosquitto broker = broker(rights.text())) {
      assertThat(taken(broker, "n-1", MARKER, own)).containsExactly(own);
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void aStationWritesNothingInTheNameOfAnotherOrOfTheCentre(Rights rights) throws Exception {
    String[] forged = {
      spb("south/NBIRTH/s-1"),
      spb("south/NDEATH/s-1"),
      spb("south/DDATA/s-1/printer"),
      spb("north 区/NDATA/s-1"),
      "countersign/v1/records/south/s-1",
      spb("south/NCMD/s-1"),
      spb("north 区/NCMD/n-1"),
      spb("south/DCMD/s-1/printer"),
      spb("STATE/centre"),
      "countersign/v1/acks/south/s-1",
      "countersign/v1/acks/north 区/n-1",
      "anything"
    };
    try (PrivateMosquitto broker = broker(rights.text())) {
      assertThat(taken(broker, "n-1", MARKER, forged)).isEmpty();
    }
  }

  @Test
  void theDistrictIsTiedByBlocksAndNotByPatterns() throws Exception {
    String[] elsewhere = {spb("south/NBIRTH/n-1"), "countersign/v1/records/south/n-1"};
    try (PrivateMosquitto patterns = broker(Rights.PATTERNS.text());
        PrivateMosquitto blocks = broker(Rights.BLOCKS.text())) {
      assertThat(taken(patterns, "n-1", MARKER, elsewhere)).containsExactly(elsewhere);
      assertThat(taken(blocks, "n-1", MARKER, elsewhere)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void theWillOfAStationIsItsOwnDeathAlone(Rights rights) throws Exception {
    String own = spb(OWN.formatted("NDEATH"));
    try (PrivateMosquitto broker = broker(rights.text());
        CertifiedClient observer = observer(broker)) {
      vanish(broker, spb("south/NDEATH/s-1"));
      vanish(broker, own);
      Eventually.until("its own death", observer::heard, heard -> heard.contains(own));
      assertThat(observer.heard()).containsExactly(own);
    }
  }

  private static void vanish(PrivateMosquitto broker, String will) throws Exception {
    try (CertifiedClient client =
        CertifiedClient.connect(tls(broker), authority.client("n-1"), Optional.of(will))) {
      String end = "Client " + client.id() + " closed its connection";
      client.vanish();
      Eventually.until("its end", () -> broker.log().contains(end));
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void aStationThatListensToEverythingHearsWhatIsMeantForIt(Rights rights) throws Exception {
    String[] own = {
      spb("STATE/centre"),
      spb(OWN.formatted("NCMD")),
      spb(OWN.formatted("DCMD") + "/printer"),
      "countersign/v1/acks/north 区/n-1"
    };
    try (PrivateMosquitto broker = broker(rights.text());
        CertifiedClient listener = client(broker, "n-1");
        CertifiedClient other = client(broker, "s-1");
        CertifiedClient centre = client(broker, "centre")) {
      listener.listen("#");
      other.write(spb("south/NBIRTH/s-1"));
      other.write("countersign/v1/records/south/s-1");
      centre.write(spb("south/NCMD/s-1"));
      centre.write("countersign/v1/acks/south/s-1");
      for (String topic : own) {
        centre.write(topic);
      }
      Eventually.until("the last", listener::heard, heard -> heard.contains(own[3]));
      assertThat(listener.heard()).containsExactly(own);
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void theCentreCommandsAndAcknowledgesAndIsNoStation(Rights rights) throws Exception {
    String last = spb("STATE/centre");
    String[] may = {
      spb("south/NCMD/s-1"), spb("south/DCMD/s-1/printer"), "countersign/v1/acks/south/s-1"
    };
    String[] mayNot = {spb("south/NBIRTH/s-1"), "countersign/v1/records/south/s-1"};
    try (PrivateMosquitto broker = broker(rights.text())) {
      assertThat(taken(broker, "centre", last, may)).containsExactly(may);
      assertThat(taken(broker, "centre", last, mayNot)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Rights.class)
  void aNameThatIsAWildcardIsNoStation(Rights rights) throws Exception {
    assertThat(authority.commonName("plus")).isEqualTo("subject=CN=\\+");
    try (PrivateMosquitto broker = broker(rights.text());
        CertifiedClient observer = observer(broker);
        CertifiedClient station = client(broker, "n-1");
        CertifiedClient forger = client(broker, "plus")) {
      forger.listen("#");
      forger.write(spb(OWN.formatted("NBIRTH")));
      forger.write(spb(OWN.formatted("NDEATH")));
      forger.write("countersign/v1/records/north 区/n-1");
      station.write(MARKER);
      Eventually.until("the station", observer::heard, heard -> heard.contains(MARKER));
      assertThat(observer.heard()).containsExactly(MARKER);
      assertThat(forger.heard()).isEmpty();
    }
  }

  @Test
  void withoutACertificateNobodyIsLetIn() throws Exception {
    try (PrivateMosquitto broker = broker(Rights.BLOCKS.text())) {
      assertThatThrownBy(() -> client(broker, "")).isInstanceOf(MqttException.class);
    }
  }

  @Test
  void fourThousandBlocksAreReadAtTheStartAndAgainWhileStationsAreConnected() throws Exception {
    Path own = Files.createTempDirectory(folder, "broker");
    String rights = MosquittoAcl.of("centre", StationList.of(fleet(4_200)));
    try (PrivateMosquitto broker = broker(own, rights);
        CertifiedClient observer = observer(broker);
        CertifiedClient old = client(broker, "n-04199");
        CertifiedClient young = client(broker, "n-04200")) {
      String first = spb("d-19/NBIRTH/n-04199");
      String late = spb("d-0/NBIRTH/n-04200");
      young.write(late);
      old.write(first);
      Eventually.until("the station", observer::heard, heard -> heard.contains(first));
      assertThat(observer.heard()).containsExactly(first);

      write(own, MosquittoAcl.of("centre", StationList.of(fleet(4_201))));
      broker.reload();
      Eventually.until(
          "the station that is new",
          () -> {
            young.write(late);
            return observer.heard().contains(late);
          });
      old.write(first);
      Eventually.until(
          "the one that was there",
          () -> observer.heard().stream().filter(first::equals).count() == 2);
    }
  }

  private static List<EdgeNodeDescriptor> fleet(int stations) {
    return new ArrayList<>(
        IntStream.range(0, stations)
            .mapToObj(i -> new EdgeNodeDescriptor("d-" + i % 20, "n-%05d".formatted(i)))
            .toList());
  }

  @Test
  void theCentreMayDoTheSameByBothFiles() throws Exception {
    assertThat(centre(Rights.BLOCKS.text())).isEqualTo(centre(Rights.PATTERNS.text()));
  }

  /** Lines of its block. */
  private static List<String> centre(String rights) {
    return rights
        .lines()
        .dropWhile(line -> !line.equals("user centre"))
        .skip(1)
        .filter(line -> !line.startsWith("#"))
        .takeWhile(line -> line.startsWith("topic "))
        .toList();
  }
}
