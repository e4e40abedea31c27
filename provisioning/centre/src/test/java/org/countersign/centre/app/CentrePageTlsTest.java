package org.countersign.centre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.Role;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.config.CentreConfig;
import org.countersign.mqtt.BrokerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over TLS, with certificates of people. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentrePageTlsTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final String REALM = "Bearer realm=\"metrics\"";

  private static final char[] NONE = {};

  private final KeyPair authorityKey = pair();
  private final X509Certificate authority = certificate("authority", 1, authorityKey);

  @TempDir private Path folder;
  private Path certificateFile;
  private Path keyFile;
  private Centre centre;
  private CentrePage page;

  CentrePageTlsTest() throws Exception {}

  private static KeyPair pair() throws Exception {
    return KeyPairGenerator.getInstance("EC").generateKeyPair();
  }

  private X509Certificate certificate(String name, long serial, KeyPair key) throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder draft =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=authority"),
            BigInteger.valueOf(serial),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            new X500Name("CN=" + name),
            key.getPublic());
    draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(serial == 1));
    draft.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            draft.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
  }

  private static void write(Path file, Object what, long second) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(what instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : what);
    }
    Files.writeString(file, text.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
  }

  @BeforeEach
  void start() throws Exception {
    certificateFile = folder.resolve("page.pem");
    keyFile = folder.resolve("page.key");
    Path people = folder.resolve("people.pem");
    KeyPair key = pair();
    write(certificateFile, certificate("page", 100, key), 1_000);
    write(keyFile, key.getPrivate(), 1_000);
    write(people, authority, 1_000);
    writeToken(TOKEN, "rw-------");
    CentreConfig config =
        CentreConfig.onThisMachine(
            folder,
            BrokerConfig.plain(URI.create("tcp://127.0.0.1:1")),
            new CentreConfig.Page(
                new InetSocketAddress("127.0.0.1", 0),
                Optional.of(new CentreConfig.Page.Tls(certificateFile, keyFile)),
                Optional.of(people),
                new CentreConfig.Page.Metrics(
                    Optional.of(folder.resolve("metrics.token")), false)));
    InstantSource clock = InstantSource.system();
    centre = Centre.start(config, clock, List.of(), link -> {});
    new AccountTable(centre.parts().database())
        .save(new Account("ma", Role.OPERATOR, "of no use", Optional.empty()));
    page = open();
  }

  private void writeToken(String token, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("metrics.token"), token + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private CentrePage open() throws IOException {
    return CentrePage.start(
        centre.parts(),
        new CentrePage.Events(InstantSource.system()),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  @AfterEach
  void stop() {
    page.close();
    centre.close();
  }

  /** A new connection; of somebody with a certificate of that name, or of nobody. */
  private HttpClient client(Optional<String> name) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, NONE);
    trust.setCertificateEntry("authority", authority);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, NONE);
    if (name.isPresent()) {
      KeyPair key = pair();
      own.setKeyEntry(
          "own",
          key.getPrivate(),
          NONE,
          new Certificate[] {certificate(name.get(), 200, key), authority});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NONE);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(at(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + page.port() + path));
  }

  private long serial() throws Exception {
    try (HttpClient client = client(Optional.empty())) {
      return ((X509Certificate)
              get(client, "/v1/session").sslSession().orElseThrow().getPeerCertificates()[0])
          .getSerialNumber()
          .longValue();
    }
  }

  @Test
  void whose_certificate_names_an_account_is_that_person() throws Exception {
    try (HttpClient ma = client(Optional.of("ma"))) {
      HttpResponse<String> session = get(ma, "/v1/session");
      assertThat(session.body()).contains("\"user\":\"ma\"", "\"role\":\"operator\"");
      HttpRequest.Builder acknowledge =
          at("/v1/alerts/7/acknowledgement").POST(BodyPublishers.noBody());
      assertThat(ma.send(acknowledge.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(403);
      String csrf = session.body().replaceAll(".*\"csrf\":\"([0-9a-f]+)\".*", "$1");
      acknowledge.header("X-CSRF-Token", csrf);
      assertThat(ma.send(acknowledge.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void without_a_certificate_or_with_one_that_names_no_account_nobody_is_known() throws Exception {
    try (HttpClient nobody = client(Optional.empty());
        HttpClient stranger = client(Optional.of("li"))) {
      assertThat(get(nobody, "/v1/session").statusCode()).isEqualTo(401);
      assertThat(get(stranger, "/v1/session").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void a_renewed_certificate_is_taken_when_its_key_is_there_too() throws Exception {
    assertThat(serial()).isEqualTo(100);
    KeyPair renewed = pair();
    write(certificateFile, certificate("page", 101, renewed), 2_000);
    assertThat(serial()).as("its key is not there yet").isEqualTo(100);
    write(keyFile, renewed.getPrivate(), 2_001);
    assertThat(serial()).isEqualTo(101);
  }

  @Test
  void a_certificate_that_cannot_be_read_leaves_the_old_one_in_use() throws Exception {
    assertThat(serial()).isEqualTo(100);
    Files.writeString(certificateFile, "half a file");
    assertThat(serial()).isEqualTo(100);
    Files.delete(certificateFile);
    assertThat(serial()).isEqualTo(100);
  }

  @Test
  void a_page_does_not_start_with_a_key_that_others_may_read_or_of_another_certificate()
      throws Exception {
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("page.key")
        .hasMessageContaining("chmod 600");
    write(keyFile, pair().getPrivate(), 3_000);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of");
  }

  @Test
  void metrics_are_for_whoever_shows_the_token_or_an_accounts_certificate() throws Exception {
    try (HttpClient nobody = client(Optional.empty());
        HttpClient stranger = client(Optional.of("li"));
        HttpClient ma = client(Optional.of("ma"))) {
      HttpResponse<String> refused = get(nobody, "/metrics");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue(REALM);
      assertThat(get(stranger, "/metrics").statusCode()).isEqualTo(401);
      assertThat(metrics(nobody, TOKEN + "x")).isEqualTo(401);
      assertThat(metrics(nobody, "")).isEqualTo(401);
      assertThat(metrics(nobody, TOKEN)).isEqualTo(200);
      assertThat(get(ma, "/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_renewed_token_is_taken_at_once_and_one_that_others_may_read_is_not() throws Exception {
    try (HttpClient nobody = client(Optional.empty())) {
      writeToken(TOKEN + "2", "rw-------");
      assertThat(metrics(nobody, TOKEN)).isEqualTo(401);
      assertThat(metrics(nobody, TOKEN + "2")).isEqualTo(200);
      writeToken(TOKEN, "rw-r--r--");
      assertThat(metrics(nobody, TOKEN)).isEqualTo(401);
    }
  }

  @Test
  void a_page_does_not_start_with_a_token_that_others_may_read_or_that_can_be_guessed()
      throws Exception {
    writeToken(TOKEN, "rw-r--r--");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("page.metrics-token-file")
        .hasMessageContaining("chmod 600");
    writeToken("letmein", "rw-------");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fewer than 16 bytes")
        .hasMessageNotContaining("letmein");
  }

  private int metrics(HttpClient client, String token) throws Exception {
    HttpRequest request = at("/metrics").header("Authorization", "Bearer " + token).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
