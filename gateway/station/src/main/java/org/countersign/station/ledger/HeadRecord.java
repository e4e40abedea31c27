package org.countersign.station.ledger;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeHead;

/**
 * How signed heads and the certificates of their keys stand in the chain: kind {@code ledger},
 * subject {@code head} or {@code audit-key}.
 */
final class HeadRecord {

  static final String KIND = "ledger";
  static final String HEAD = "head";
  static final String KEY = "audit-key";
  static final String SIGNED = "signed";
  static final String USED = "used";

  /** Facts of a key: the certificate's number, and itself in DER and Base64. */
  static final String SIGNER = "signer";

  static final String CERTIFICATE = "certificate";

  private HeadRecord() {}

  static Map<String, String> facts(SignedTreeHead signed) {
    TreeHead head = signed.head();
    Map<String, String> facts = new TreeMap<>();
    facts.put("station", head.station());
    facts.put("epoch", Long.toString(head.epoch()));
    facts.put("size", Long.toString(head.size()));
    facts.put("time", head.time().toString());
    facts.put("root", head.root().toHex());
    facts.put(SIGNER, signed.signer());
    facts.put("signature", Base64.getEncoder().encodeToString(signed.signature()));
    return facts;
  }

  /** The head of a record's facts; empty if they hold none. */
  static Optional<SignedTreeHead> head(Map<String, String> facts) {
    try {
      return Optional.of(
          new SignedTreeHead(
              new TreeHead(
                  fact(facts, "station"),
                  Long.parseLong(fact(facts, "epoch")),
                  Long.parseLong(fact(facts, "size")),
                  Instant.parse(fact(facts, "time")),
                  TreeHash.ofHex(fact(facts, "root"))),
              fact(facts, SIGNER),
              Base64.getDecoder().decode(fact(facts, "signature"))));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String fact(Map<String, String> facts, String name) {
    return facts.getOrDefault(name, "");
  }
}
