package org.countersign.station.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.station.jobs.StationEvent;

/**
 * One record of the chain.
 *
 * <p>Its hash is SHA-256 over, in this order: the text {@code countersign/record/1}, sequence (8
 * bytes), time in milliseconds since 1970 (8 bytes), kind, subject, state, number of facts (4
 * bytes), each fact's name and value in the order of the names, previous hash (32 bytes). Texts are
 * UTF-8 with their length before them (4 bytes); numbers are big-endian.
 *
 * @param sequence from 1, without gaps
 * @param at wall clock; order comes from the sequence
 * @param kind {@code job}, {@code device}, {@code stock}, {@code shift} or {@code operator}
 * @param previous hash of the record before; zeros for the first
 */
record LedgerRecord(
    long sequence,
    Instant at,
    String kind,
    String subject,
    String state,
    SortedMap<String, String> facts,
    Bytes previous) {

  static final Bytes NONE_BEFORE = Bytes.of(new byte[32]);

  Bytes hash() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, "countersign/record/1");
      out.writeLong(sequence);
      out.writeLong(at.toEpochMilli());
      text(out, kind);
      text(out, subject);
      text(out, state);
      out.writeInt(facts.size());
      for (var fact : facts.entrySet()) {
        text(out, fact.getKey());
        text(out, fact.getValue());
      }
      out.write(previous.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(sha256().digest(bytes.toByteArray()));
  }

  StationEvent event() {
    return new StationEvent(sequence, at, kind, subject, state, facts);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
