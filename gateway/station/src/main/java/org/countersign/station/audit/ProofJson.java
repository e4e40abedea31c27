package org.countersign.station.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.LedgerProof;
import org.countersign.trust.audit.InclusionProof;
import org.countersign.trust.audit.TreeHash;

/**
 * A proof of a serial as JSON, {@code countersign/serial-proof/1}: the records, the way from each
 * to the head, the head. It needs nothing else to be checked but the station's certificate.
 */
public final class ProofJson {

  private static final String FORMAT = "countersign/serial-proof/1";

  private ProofJson() {}

  /** As JSON, over several lines. */
  public static String write(LedgerProof proof) {
    ObjectNode node =
        HeadJson.JSON.createObjectNode().put("format", FORMAT).put("serial", proof.serial());
    ArrayNode records = node.putArray("records");
    for (LedgerProof.Proven proven : proof.records()) {
      StationEvent event = proven.event();
      ObjectNode one =
          records
              .addObject()
              .put("sequence", event.sequence())
              .put("at", event.at().toString())
              .put("kind", event.kind())
              .put("subject", event.subject())
              .put("state", event.state());
      ObjectNode facts = one.putObject("facts");
      new TreeMap<>(event.facts()).forEach(facts::put);
      one.put("previous", proven.previous().toHex());
      ArrayNode path = one.putArray("path");
      proven.proof().path().forEach(hash -> path.add(hash.toHex()));
    }
    node.set("head", HeadJson.node(proof.head(), java.util.Optional.of(proof.certificate())));
    return HeadJson.pretty(node);
  }

  /**
   * Reads a file; nothing is verified.
   *
   * @throws IOException if it is no proof; the message names the file
   */
  public static LedgerProof read(Path file) throws IOException {
    JsonNode node = HeadJson.tree(file);
    if (!node.path("format").asText().equals(FORMAT)) {
      throw new IOException(file + " holds no proof of a serial; its format should be " + FORMAT);
    }
    HeadJson.Read head = HeadJson.parse(file, node.path("head"));
    try {
      List<LedgerProof.Proven> records = new ArrayList<>();
      for (JsonNode one : node.path("records")) {
        records.add(proven(one, head.head().head().size()));
      }
      return new LedgerProof(
          node.path("serial").asText(),
          records,
          head.head(),
          head.certificate()
              .orElseThrow(() -> new IOException(file + " holds no certificate of its head")));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + " holds a proof that cannot be read: " + e.getMessage(), e);
    }
  }

  private static LedgerProof.Proven proven(JsonNode one, long size) {
    Map<String, String> facts = new TreeMap<>();
    one.path("facts").properties().forEach(f -> facts.put(f.getKey(), f.getValue().asText()));
    List<TreeHash> path = new ArrayList<>();
    one.path("path").forEach(hash -> path.add(TreeHash.ofHex(hash.asText())));
    long sequence = one.path("sequence").asLong();
    return new LedgerProof.Proven(
        new StationEvent(
            sequence,
            Instant.parse(one.path("at").asText()),
            one.path("kind").asText(),
            one.path("subject").asText(),
            one.path("state").asText(),
            facts),
        Bytes.hex(one.path("previous").asText()),
        new InclusionProof(sequence - 1, size, path));
  }
}
