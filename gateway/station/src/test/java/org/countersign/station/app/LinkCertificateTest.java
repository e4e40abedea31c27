package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a certificate whose files are renewed while the station runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LinkCertificateTest {

  @TempDir static Path issued;
  private static DemoAuthority authority;

  @TempDir Path folder;
  private Path keyStore;
  private Path password;
  private LinkCertificate certificate;

  @BeforeAll
  static void issue() throws Exception {
    authority = DemoAuthority.create(SignatureSuite.ICAO_P256, issued, Clock.systemUTC());
  }

  @BeforeEach
  void lay() throws Exception {
    keyStore = folder.resolve("link.p12");
    password = folder.resolve("link.password");
    put(password, Files.readAllBytes(authority.dscPassword()));
    Files.copy(authority.dscP12(), keyStore);
    certificate = new LinkCertificate(keyStore, password);
  }

  private static Instant end(Path p12, Path password) throws IOException, GeneralSecurityException {
    char[] secret = SecretFile.firstLine(password);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(p12)) {
      store.load(in, secret);
    }
    X509Certificate own = (X509Certificate) store.getCertificate(store.aliases().nextElement());
    return own.getNotAfter().toInstant();
  }

  /** Lays a file as a renewal does: another one, later, under the same name. */
  private void put(Path file, byte[] content) throws IOException {
    Path fresh = folder.resolve("fresh");
    Files.write(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    if (Files.exists(file)) {
      Instant later = Files.getLastModifiedTime(file).toInstant().plus(Duration.ofMinutes(1));
      Files.setLastModifiedTime(fresh, FileTime.from(later));
    }
    Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void it_ends_when_the_certificate_of_the_key_does() throws Exception {
    assertThat(certificate.get()).hasValue(end(authority.dscP12(), authority.dscPassword()));
  }

  @Test
  void of_several_keys_the_first_end_counts() throws Exception {
    char[] secret = SecretFile.firstLine(password);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, secret);
    }
    KeyStore other = KeyStore.getInstance("PKCS12");
    char[] othersSecret = SecretFile.firstLine(authority.profileSignerPassword());
    try (InputStream in = Files.newInputStream(authority.profileSignerP12())) {
      other.load(in, othersSecret);
    }
    String alias = other.aliases().nextElement();
    store.setKeyEntry(
        "other", other.getKey(alias, othersSecret), secret, other.getCertificateChain(alias));
    try (OutputStream out = Files.newOutputStream(keyStore)) {
      store.store(out, secret);
    }
    Instant one = end(authority.dscP12(), authority.dscPassword());
    Instant two = end(authority.profileSignerP12(), authority.profileSignerPassword());
    assertThat(one).isNotEqualTo(two);
    assertThat(certificate.get()).hasValue(one.isBefore(two) ? one : two);
  }

  @Test
  void files_that_are_the_same_are_not_opened_again() throws Exception {
    Instant end = certificate.get().orElseThrow();
    FileTime before = Files.getLastModifiedTime(keyStore);
    Files.write(keyStore, new byte[(int) Files.size(keyStore)]);
    Files.setLastModifiedTime(keyStore, before);
    assertThat(certificate.get()).hasValue(end);
  }

  @Test
  void a_renewal_is_seen_whichever_of_its_two_files_comes_last() throws Exception {
    assertThat(certificate.get()).isPresent();
    put(keyStore, Files.readAllBytes(authority.profileSignerP12()));
    assertThat(certificate.get()).as("its password is still to come").isEmpty();
    put(password, Files.readAllBytes(authority.profileSignerPassword()));
    assertThat(certificate.get())
        .hasValue(end(authority.profileSignerP12(), authority.profileSignerPassword()));
    put(password, Files.readAllBytes(authority.dscPassword()));
    assertThat(certificate.get()).isEmpty();
    put(keyStore, Files.readAllBytes(authority.dscP12()));
    assertThat(certificate.get()).hasValue(end(authority.dscP12(), authority.dscPassword()));
  }

  @Test
  void a_file_that_is_gone_leaves_the_end_unknown_until_it_is_back() throws Exception {
    Instant end = certificate.get().orElseThrow();
    byte[] content = Files.readAllBytes(keyStore);
    Files.delete(keyStore);
    assertThat(certificate.get()).isEmpty();
    assertThat(certificate.get()).isEmpty();
    put(keyStore, content);
    assertThat(certificate.get()).hasValue(end);
  }

  @Test
  void what_is_no_key_store_is_unknown_and_no_fault_of_the_station() throws Exception {
    put(keyStore, new byte[1_000]);
    assertThat(certificate.get()).isEmpty();
  }
}
