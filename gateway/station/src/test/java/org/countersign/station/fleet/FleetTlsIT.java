package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.station.jobs.FleetStatus;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.countersign.trust.secret.SecretFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link over TLS, with certificates that openssl made and mosquitto asks for. */
@Timeout(120)
class FleetTlsIT {

  @TempDir Path folder;
  private PrivateMosquitto broker;
  private Watcher watcher;
  private int tlsPort;

  @BeforeEach
  void prepare() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("openssl", "openssl");
    authority("ca");
    authority("other-ca");
    leaf("broker", "ca", "DNS:localhost,IP:127.0.0.1");
    leaf("wrong-name", "ca", "DNS:elsewhere.example");
    leaf("station", "ca", "DNS:station-7");
    leaf("stranger", "other-ca", "DNS:stranger");
    SecretFile.create(folder.resolve("password"), "changeit\n");
  }

  @AfterEach
  void stop() throws Exception {
    watcher.close();
    broker.close();
  }

  @Test
  void aStationWithItsCertificateIsLetInAndReports() throws Exception {
    start("broker");
    try (FleetLink link = link("ca", Optional.of("station"))) {
      assertThat(watcher.next("NBIRTH").topic()).endsWith("/station-7");
      await(link, FleetStatus.Link.ONLINE);
    }
    assertThat(watcher.next("NDEATH").payload().value("bdSeq")).isEqualTo(0L);
  }

  @Test
  void aBrokerOfAnotherNameIsNotTrusted() throws Exception {
    start("wrong-name");
    try (FleetLink link = link("ca", Optional.of("station"))) {
      assertThat(trouble(link)).containsIgnoringCase("127.0.0.1");
    }
  }

  @Test
  void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
    start("broker");
    try (FleetLink link = link("other-ca", Optional.of("station"))) {
      assertThat(trouble(link)).containsIgnoringCase("certification path");
    }
  }

  @Test
  void aStationWithoutOrWithAForeignCertificateIsNotLetIn() throws Exception {
    start("broker");
    for (Optional<String> client : List.of(Optional.<String>empty(), Optional.of("stranger"))) {
      try (FleetLink link = link("ca", client)) {
        assertThat(trouble(link)).isNotEmpty();
        assertThat(link.status().sessions()).isZero();
      }
    }
    assertThat(watcher.rest()).isEmpty();
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    start("broker");
    try (FleetLink link = link("nowhere", Optional.empty())) {
      assertThat(trouble(link)).contains("nowhere.pem");
    }
  }

  private void start(String certificate) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      tlsPort = free.getLocalPort();
    }
    broker =
        PrivateMosquitto.start(
            folder,
            "listener " + tlsPort + " 127.0.0.1",
            "cafile " + folder.resolve("ca.pem"),
            "certfile " + folder.resolve(certificate + ".pem"),
            "keyfile " + folder.resolve(certificate + ".key"),
            "require_certificate true",
            "tls_version tlsv1.3", // Nothing older is let in.
            // Started by root it would drop to a user who cannot read the temporary folder.
            "user " + System.getProperty("user.name"));
    watcher = new Watcher(broker.uri(), "watcher");
  }

  private FleetLink link(String trusted, Optional<String> client) {
    FleetConfig config =
        new FleetConfig(
            URI.create("ssl://127.0.0.1:" + tlsPort),
            new EdgeNodeDescriptor("chaoyang", "station-7"),
            Optional.empty(),
            Optional.of(
                new FleetConfig.Tls(
                    folder.resolve(trusted + ".pem"),
                    client.map(c ->
                        new FleetConfig.ClientCertificate(
                            folder.resolve(c + ".p12"), folder.resolve("password"))))),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMinutes(1),
            Optional.empty());
    return FleetLink.start(
        config,
        new PahoConnector(config),
        new FakeStation(),
        Optional.empty(),
        BdSeqStore.in(folder.resolve("bdseq")),
        new BackOff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1)),
        InstantSource.system());
  }

  /** What the link says of a try that did not succeed. */
  private static String trouble(FleetLink link) {
    await(link, FleetStatus.Link.OFFLINE, true);
    return link.status().detail();
  }

  private static void await(FleetLink link, FleetStatus.Link wanted) {
    await(link, wanted, false);
  }

  private static void await(FleetLink link, FleetStatus.Link wanted, boolean withDetail) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (link.status().link() != wanted || (withDetail && link.status().detail().isEmpty())) {
      assertThat(System.nanoTime() - deadline).as(link.status().toString()).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private void leaf(String name, String issuer, String alternatives) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-CA",
        issuer + ".pem",
        "-CAkey",
        issuer + ".key",
        "-addext",
        "subjectAltName=" + alternatives,
        "-addext",
        "basicConstraints=CA:FALSE",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
    openssl(
        "pkcs12",
        "-export",
        "-in",
        name + ".pem",
        "-inkey",
        name + ".key",
        "-passout",
        "pass:changeit",
        "-out",
        name + ".p12");
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("openssl.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
