package org.countersign.station.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;

/** The grants that were taken, and how many serials were given under each. */
final class DerivedGrants extends DerivedTable {

  private final Map<Long, LedgerRecord> installed = new HashMap<>();
  private final Map<Long, Long> spent = new HashMap<>();
  private final Set<String> debited = new HashSet<>();

  DerivedGrants() {
    super("grants", "number", "sequence", "content", "signature", "spent");
  }

  @Override
  void take(LedgerRecord record) {
    Map<String, String> facts = record.facts();
    try {
      if (record.kind().equals(HeadRecord.KIND) && record.subject().equals("grant")) {
        installed.put(Long.parseLong(facts.getOrDefault("number", "")), record);
      } else if (record.state().equals(JobState.RESERVED.name())
          && facts.containsKey(Grants.GRANT)
          && debited.add(record.subject())) {
        spent.merge(Long.parseLong(facts.getOrDefault(Grants.GRANT, "")), 1L, Long::sum);
      }
    } catch (NumberFormatException e) {
      // The record was altered, which is told already.
    }
  }

  @Override
  void finish() {
    installed.forEach((number, record) ->
        row(
            number,
            record.sequence(),
            Bytes.of(record.facts().getOrDefault("content", "").getBytes(StandardCharsets.UTF_8)),
            signature(record),
            spent.getOrDefault(number, 0L)));
  }

  private static Bytes signature(LedgerRecord record) {
    try {
      return Bytes.of(Base64.getDecoder().decode(record.facts().getOrDefault("signature", "")));
    } catch (IllegalArgumentException e) {
      return Bytes.empty();
    }
  }
}
