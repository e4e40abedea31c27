package org.countersign.station.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * How far the ledger is known to have come, written outside its folder: a ledger that is put back
 * from a backup does not bring it along.
 *
 * @param station its id
 * @param epoch how often the authority has begun the station anew
 * @param sequence number of a record that was there; 0 for none, {@link #UNKNOWN}
 * @param hash of that record, hexadecimal
 * @param machine digest of the machine's identity; empty if it has none
 */
record Anchor(String station, long epoch, long sequence, String hash, String machine) {

  /** In the place of a sequence: the anchor was lost, so no ledger of this epoch can be right. */
  static final long UNKNOWN = -1;

  private static final String FORMAT = "countersign/ledger-anchor/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads it.
   *
   * @return empty if there is none
   * @throws IOException if it cannot be read; the message names it
   */
  static Optional<Anchor> read(AnchorStore store) throws IOException {
    Optional<byte[]> content = store.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = JSON.readTree(content.get());
    if (!node.path("format").asText().equals(FORMAT)) {
      throw new IOException(store + " is no anchor of a ledger");
    }
    return Optional.of(
        new Anchor(
            node.path("station").asText(),
            node.path("epoch").asLong(),
            node.path("sequence").asLong(),
            node.path("hash").asText(),
            node.path("machine").asText()));
  }

  /** Writes it; after a cut either this or the one before is there whole. */
  void write(AnchorStore store) throws IOException {
    store.create(
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("format", FORMAT)
                .put("station", station)
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("hash", hash)
                .put("machine", machine)));
    store.sync();
    store.replace();
    store.syncFolder();
  }
}
