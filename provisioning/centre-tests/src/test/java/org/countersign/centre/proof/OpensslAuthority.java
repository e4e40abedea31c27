package org.countersign.centre.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.countersign.testbed.RealPart;

/** An authority of the fleet and its certificates, made by openssl as an operator would. */
final class OpensslAuthority {

  private static final String PASSWORD = "test";
  private static final List<String> NEW_KEY =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

  private final Path folder;

  OpensslAuthority(Path folder) throws Exception {
    this.folder = folder;
    List<String> words = new ArrayList<>(List.of("req", "-x509"));
    words.addAll(NEW_KEY);
    words.addAll(List.of("-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=fleet ca"));
    String ignored = openssl(words);
  }

  /** A file of it: {@code ca.pem}, or a name with {@code .pem} or {@code .key}. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Issues a certificate, in files of that name; of the broker as well, since it has an address.
   *
   * @param subject as openssl takes it
   */
  void issue(String name, String subject) throws Exception {
    Path extensions = Files.writeString(file("extensions"), "subjectAltName=IP:127.0.0.1\n");
    List<String> request = new ArrayList<>(List.of("req"));
    request.addAll(NEW_KEY);
    request.addAll(
        List.of("-utf8", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject));
    String asked = openssl(request);
    String issued =
        openssl(
            List.of(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-extfile",
                extensions.toString(),
                "-out",
                name + ".pem"));
  }

  /** The common name as it stands in a certificate. */
  String commonName(String name) throws Exception {
    return openssl(
            List.of("x509", "-in", name + ".pem", "-noout", "-subject", "-nameopt", "RFC2253"))
        .strip();
  }

  /**
   * Of a client that trusts the authority; with a certificate, or with none if the name is empty.
   */
  SSLContext client(String name) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, PASSWORD.toCharArray());
    try (InputStream in = Files.newInputStream(file("ca.pem"))) {
      trust.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        name.isEmpty() ? null : keys(name).getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private KeyManagerFactory keys(String name) throws Exception {
    String made =
        openssl(
            List.of(
                "pkcs12",
                "-export",
                "-in",
                name + ".pem",
                "-inkey",
                name + ".key",
                "-out",
                name + ".p12",
                "-passout",
                "pass:" + PASSWORD));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    return keys;
  }

  private String openssl(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RealPart.require("openssl", "openssl").toString());
    command.addAll(words);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("openssl " + words.getFirst() + " of " + folder + ": " + said);
    }
    return said;
  }
}
