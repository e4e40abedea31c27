package org.countersign.station.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.countersign.trust.secret.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the station's own certificate for the link ends. It is renewed while the station runs, key
 * store and password one after the other, so it is opened again whenever one of the two files is
 * another one; opening it is slow on purpose. What is in the way is logged once. One thread.
 */
final class LinkCertificate implements Supplier<Optional<Instant>> {

  private static final Logger LOG = LoggerFactory.getLogger(LinkCertificate.class);

  private final Path keyStore;
  private final Path passwordFile;
  private Optional<List<Stamp>> read = Optional.empty();
  private Optional<Instant> ends = Optional.empty();

  /** By what a file is known to be another one; none has size -1. */
  private record Stamp(FileTime changed, long size) {

    static Stamp of(Path file) {
      try {
        return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      } catch (IOException gone) {
        return new Stamp(FileTime.fromMillis(0), -1);
      }
    }
  }

  LinkCertificate(Path keyStore, Path passwordFile) {
    this.keyStore = keyStore;
    this.passwordFile = passwordFile;
  }

  @Override
  public Optional<Instant> get() {
    // Before it is opened: what is written meanwhile is seen at the next look.
    Optional<List<Stamp>> now = Optional.of(List.of(Stamp.of(keyStore), Stamp.of(passwordFile)));
    if (!now.equals(read)) {
      read = now;
      ends = opened();
    }
    return ends;
  }

  private Optional<Instant> opened() {
    try {
      return open();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LOG.warn(
          "the end of the link's certificate cannot be read from {}: {}; it is tried again when {}"
              + " or {} is another file",
          keyStore,
          e.toString(),
          keyStore.getFileName(),
          passwordFile.getFileName());
      return Optional.empty();
    }
  }

  private Optional<Instant> open() throws IOException, GeneralSecurityException {
    char[] password = SecretFile.firstLine(passwordFile);
    try (InputStream in = Files.newInputStream(keyStore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return Collections.list(store.aliases()).stream()
          .flatMap(alias -> own(store, alias))
          .map(own -> own.getNotAfter().toInstant())
          .min(Comparator.naturalOrder());
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static Stream<X509Certificate> own(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate own
          ? Stream.of(own)
          : Stream.empty();
    } catch (GeneralSecurityException notLoaded) {
      return Stream.empty();
    }
  }
}
