package org.countersign.station.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/**
 * How far the ledger is known to have come, written outside its folder: a ledger that is put back
 * from a backup does not bring it along.
 *
 * @param station its id
 * @param epoch how often the authority has begun the station anew
 * @param sequence number of a record that was there; 0 for none
 * @param hash of that record, hexadecimal
 * @param machine digest of the machine's identity; empty if it has none
 */
record Anchor(String station, long epoch, long sequence, String hash, String machine) {

  private static final String FORMAT = "countersign/ledger-anchor/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads it.
   *
   * @return empty if there is no file
   * @throws IOException if it cannot be read; the message names it
   */
  static Optional<Anchor> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode node = JSON.readTree(Files.readAllBytes(file));
    if (!node.path("format").asText().equals(FORMAT)) {
      throw new IOException(file + " is no anchor of a ledger");
    }
    return Optional.of(
        new Anchor(
            node.path("station").asText(),
            node.path("epoch").asLong(),
            node.path("sequence").asLong(),
            node.path("hash").asText(),
            node.path("machine").asText()));
  }

  /** Writes it, so that after a cut either this or the one before is there whole. */
  void write(Path file) throws IOException {
    byte[] json =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("format", FORMAT)
                .put("station", station)
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("hash", hash)
                .put("machine", machine));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    try (FileChannel out =
        FileChannel.open(
            unfinished,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (ByteBuffer rest = ByteBuffer.wrap(json); rest.hasRemaining(); ) {
        int ignored = out.write(rest);
      }
      out.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
