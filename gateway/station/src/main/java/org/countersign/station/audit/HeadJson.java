package org.countersign.station.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.x509.Certificates;

/** A signed head as JSON: {@code countersign/tree-head/1}, with its certificate as PEM. */
public final class HeadJson {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "countersign/tree-head/1";
  private static final long LARGEST = 64 << 20;

  private HeadJson() {}

  /**
   * A head that was read; not verified.
   *
   * @param certificate as it stands beside it
   */
  public record Read(SignedTreeHead head, Optional<X509Certificate> certificate) {}

  /** As JSON, over several lines. */
  public static String write(SignedTreeHead head, Optional<X509Certificate> certificate) {
    return pretty(node(head, certificate));
  }

  /** As a JSON object. */
  public static ObjectNode node(SignedTreeHead signed, Optional<X509Certificate> certificate) {
    TreeHead head = signed.head();
    ObjectNode node =
        JSON.createObjectNode()
            .put("format", FORMAT)
            .put("station", head.station())
            .put("epoch", head.epoch())
            .put("size", head.size())
            .put("time", head.time().toString())
            .put("root", head.root().toHex())
            .put("signer", signed.signer())
            .put("signature", Base64.getEncoder().encodeToString(signed.signature()));
    certificate.ifPresent(c -> node.put("certificate", pem(c)));
    return node;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is no head; the message names the file
   */
  public static Read read(Path file) throws IOException {
    return parse(file, tree(file));
  }

  static JsonNode tree(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than " + (LARGEST >> 20) + " MiB");
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no JSON", e);
    }
  }

  static Read parse(Path file, JsonNode node) throws IOException {
    if (!node.path("format").asText().equals(FORMAT)) {
      throw new IOException(file + " holds no signed head; its format should be " + FORMAT);
    }
    try {
      TreeHead head =
          new TreeHead(
              node.path("station").asText(),
              node.path("epoch").asLong(),
              node.path("size").asLong(),
              Instant.parse(node.path("time").asText()),
              TreeHash.ofHex(node.path("root").asText()));
      byte[] signature = Base64.getDecoder().decode(node.path("signature").asText());
      return new Read(
          new SignedTreeHead(head, node.path("signer").asText(), signature), certificate(node));
    } catch (IllegalArgumentException | DateTimeException | GeneralSecurityException e) {
      throw new IOException(file + " holds a head that cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<X509Certificate> certificate(JsonNode node)
      throws GeneralSecurityException {
    List<X509Certificate> all = Certificates.fromPem(node.path("certificate").asText());
    return all.stream().findFirst();
  }

  private static String pem(X509Certificate certificate) {
    try {
      return Certificates.toPem(certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  static String pretty(JsonNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
