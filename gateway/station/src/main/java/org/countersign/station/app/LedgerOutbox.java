package org.countersign.station.app;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.station.fleet.RecordOutbox;
import org.countersign.station.ledger.Alarms;
import org.countersign.station.ledger.Outbox;
import org.countersign.station.ledger.StationAcceptances;
import org.countersign.trust.audit.SignedTreeHead;

/** The ledger's outbox in the words of the record protocol. */
final class LedgerOutbox implements RecordOutbox {

  private final Outbox outbox;
  private final LongSupplier epoch;

  LedgerOutbox(Outbox outbox, LongSupplier epoch) {
    this.outbox = outbox;
    this.epoch = epoch;
  }

  @Override
  public long epoch() {
    return epoch.getAsLong();
  }

  @Override
  public long acknowledged() {
    return outbox.acknowledged();
  }

  @Override
  public long cut() {
    return outbox.cut();
  }

  @Override
  public long newest() {
    return outbox.newest();
  }

  @Override
  public List<StationRecord> after(long sequence, int most) {
    return outbox.after(sequence, most).stream().map(LedgerOutbox::record).toList();
  }

  @Override
  public CompletableFuture<Boolean> acknowledge(long through) {
    return outbox.acknowledge(through);
  }

  private static StationRecord record(Outbox.Entry entry) {
    return new StationRecord(
        entry.event().sequence(),
        HexFormat.of().formatHex(entry.hash().toArray()),
        entry.event().at().toEpochMilli(),
        content(entry));
  }

  private static RecordContent content(Outbox.Entry entry) {
    if (entry.head().isPresent()) {
      return head(entry.head().get());
    }
    Map<String, String> facts = entry.event().facts();
    if (entry.event().kind().equals(Alarms.KIND)) {
      return alarm(entry.event().state(), facts);
    }
    if (entry.event().kind().equals(StationAcceptances.KIND)) {
      return acceptance(entry.event().state(), facts);
    }
    String job = entry.event().subject();
    return entry
        .card()
        .<RecordContent>map(card ->
            facts.containsKey("revoke")
                ? new RecordContent.Revocation(
                    job, card.serial(), card.chip(), facts.getOrDefault("card", ""))
                : new RecordContent.Issuance(job, card.serial(), card.chip(), card.profile()))
        .orElseGet(RecordContent.Unknown::new);
  }

  private static RecordContent alarm(String state, Map<String, String> facts) {
    return new RecordContent.Alarm(
        facts.getOrDefault(Alarms.CODE, ""),
        facts.getOrDefault(Alarms.OF, ""),
        state.equals(Alarms.RAISED),
        facts.getOrDefault(Alarms.WHAT, ""));
  }

  private static RecordContent acceptance(String state, Map<String, String> facts) {
    return new RecordContent.Acceptance(
        "",
        state.equals(StationAcceptances.ACCEPTED),
        facts.getOrDefault("chip", ""),
        facts.getOrDefault("report", ""));
  }

  private static RecordContent head(SignedTreeHead signed) {
    return new RecordContent.AuditHead(
        signed.head().epoch(),
        signed.head().size(),
        signed.head().time().toEpochMilli(),
        signed.head().root().toHex(),
        signed.signer(),
        HexFormat.of().formatHex(signed.signature()));
  }
}
