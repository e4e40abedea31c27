package org.countersign.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.countersign.trust.secret.SecretFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A link over TLS, with certificates that openssl made and mosquitto asks for. */
@Timeout(120)
class TlsIT {

  @TempDir Path folder;
  private final FakeUser user = new FakeUser();
  private PrivateMosquitto broker;
  private int tlsPort;

  @BeforeEach
  void prepare() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("openssl", "openssl");
    authority("ca");
    authority("other-ca");
    leaf("broker", "ca", "DNS:localhost,IP:127.0.0.1");
    leaf("wrong-name", "ca", "DNS:elsewhere.example");
    leaf("client", "ca", "DNS:client-7");
    leaf("stranger", "other-ca", "DNS:stranger");
    SecretFile.create(folder.resolve("password"), "changeit\n");
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void aClientWithItsCertificateIsLetIn() throws Exception {
    start("broker");
    try (MqttLink link = link("ca", Optional.of("client"))) {
      assertThat(user.await("up")).isEqualTo("up");
    }
    assertThat(user.told).containsExactly("up", "stopped: ");
  }

  @Test
  void aBrokerOfAnotherNameIsNotTrusted() throws Exception {
    start("wrong-name");
    try (MqttLink link = link("ca", Optional.of("client"))) {
      assertThat(user.await("lost")).containsIgnoringCase("127.0.0.1");
      assertThat(user.met).contains(Trouble.TLS);
    }
  }

  @Test
  void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
    start("broker");
    try (MqttLink link = link("other-ca", Optional.of("client"))) {
      assertThat(user.await("lost")).containsIgnoringCase("certification path");
    }
  }

  @Test
  void aClientWithoutOrWithAForeignCertificateIsNotLetIn() throws Exception {
    start("broker");
    for (Optional<String> client : List.of(Optional.<String>empty(), Optional.of("stranger"))) {
      user.told.clear();
      try (MqttLink link = link("ca", client)) {
        user.await("lost");
      }
      assertThat(user.told).doesNotContain("up");
    }
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    start("broker");
    try (MqttLink link = link("nowhere", Optional.empty())) {
      assertThat(user.await("lost")).contains("nowhere.pem");
      assertThat(user.met).contains(Trouble.TLS);
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
  }

  private MqttLink link(String trusted, Optional<String> client) {
    BrokerConfig config =
        new BrokerConfig(
            List.of(URI.create("ssl://127.0.0.1:" + tlsPort)),
            Optional.empty(),
            Optional.of(
                new BrokerConfig.Tls(
                    folder.resolve(trusted + ".pem"),
                    client.map(c ->
                        new BrokerConfig.ClientCertificate(
                            folder.resolve(c + ".p12"), folder.resolve("password"))))),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    return user.start(config, new PahoConnector(config, "client-7"));
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
