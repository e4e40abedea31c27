package org.countersign.protocol.records;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.records.RecordAck.Missing;
import org.countersign.protocol.records.RecordAck.Refusal;
import org.countersign.protocol.v1.AcceptanceResult;
import org.countersign.protocol.v1.Alarm;
import org.countersign.protocol.v1.Issuance;
import org.countersign.protocol.v1.Record;
import org.countersign.protocol.v1.RecordRefusal;
import org.countersign.protocol.v1.Revocation;
import org.countersign.protocol.v1.SequenceRange;
import org.countersign.protocol.v1.TreeHead;

/** Batches and acknowledgements to bytes and back: {@code countersign/v1/records.proto}. */
public final class RecordCodec {

  /** Largest batch that is taken, in bytes. */
  public static final int MOST_BATCH_BYTES = 256 * 1024;

  /** Largest acknowledgement that is taken, in bytes. */
  public static final int MOST_ACK_BYTES = 4 * 1024;

  /** Most records in a batch that is taken. */
  public static final int MOST_RECORDS = 1_000;

  private static final HexFormat HEX = HexFormat.of();

  private RecordCodec() {}

  /** The bytes of a batch. */
  public static byte[] encode(RecordBatch batch) {
    var wire =
        org.countersign.protocol.v1.RecordBatch.newBuilder()
            .setStation(batch.station())
            .setEpoch(batch.epoch())
            .setAcknowledged(batch.acknowledged())
            .setCut(batch.cut())
            .setPrevious(batch.previous());
    batch.records().forEach(record -> wire.addRecords(write(record)));
    return wire.build().toByteArray();
  }

  /** Bytes that a record takes in a batch. */
  public static int size(StationRecord record) {
    return write(record).getSerializedSize() + 4;
  }

  /** The bytes of an acknowledgement. */
  public static byte[] encode(RecordAck ack) {
    var wire =
        org.countersign.protocol.v1.RecordAck.newBuilder()
            .setEpoch(ack.epoch())
            .setThrough(ack.through());
    ack.missing()
        .ifPresent(m ->
            wire.addMissing(
                SequenceRange.newBuilder().setAfter(m.after()).setThrough(m.through())));
    ack.refusal()
        .ifPresent(r ->
            wire.setRefusal(
                r == Refusal.FORKED
                    ? RecordRefusal.RECORD_REFUSAL_FORKED
                    : RecordRefusal.RECORD_REFUSAL_OLD_EPOCH));
    return wire.build().toByteArray();
  }

  /**
   * Reads a batch.
   *
   * @throws MalformedRecordException if it is none, or beyond the limits
   */
  public static RecordBatch batch(byte[] bytes) throws MalformedRecordException {
    requireAtMost(bytes, MOST_BATCH_BYTES);
    try {
      var wire = org.countersign.protocol.v1.RecordBatch.parseFrom(bytes);
      if (wire.getRecordsCount() > MOST_RECORDS) {
        throw new MalformedRecordException("at most " + MOST_RECORDS + " records are taken");
      }
      List<StationRecord> records = new ArrayList<>(wire.getRecordsCount());
      for (Record record : wire.getRecordsList()) {
        records.add(read(record));
      }
      return new RecordBatch(
          wire.getStation(),
          wire.getEpoch(),
          wire.getAcknowledged(),
          wire.hasCut() ? wire.getCut() : wire.getAcknowledged(),
          wire.getPrevious(),
          records);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException("no batch of records: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an acknowledgement.
   *
   * @throws MalformedRecordException if it is none, or beyond the limits
   */
  public static RecordAck ack(byte[] bytes) throws MalformedRecordException {
    requireAtMost(bytes, MOST_ACK_BYTES);
    try {
      var wire = org.countersign.protocol.v1.RecordAck.parseFrom(bytes);
      if (wire.getThrough() < 0) {
        throw new MalformedRecordException("acknowledgement: the sequence is beyond 63 bits");
      }
      Optional<Missing> missing =
          wire.getMissingList().stream()
              .findFirst()
              .map(range -> new Missing(range.getAfter(), range.getThrough()));
      return new RecordAck(wire.getEpoch(), wire.getThrough(), missing, read(wire.getRefusal()));
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedRecordException("no acknowledgement: " + e.getMessage(), e);
    }
  }

  private static Optional<Refusal> read(RecordRefusal refusal) {
    return switch (refusal) {
      case RECORD_REFUSAL_UNSPECIFIED -> Optional.empty();
      case RECORD_REFUSAL_OLD_EPOCH -> Optional.of(Refusal.OLD_EPOCH);
      case RECORD_REFUSAL_FORKED, UNRECOGNIZED -> Optional.of(Refusal.FORKED);
    };
  }

  private static void requireAtMost(byte[] bytes, int most) throws MalformedRecordException {
    if (bytes.length > most) {
      throw new MalformedRecordException(
          "at most " + most + " bytes are taken, found " + bytes.length);
    }
  }

  private static Record write(StationRecord record) {
    Record.Builder wire =
        Record.newBuilder()
            .setSequence(record.sequence())
            .setHash(bytes(record.hash()))
            .setTimeMillis(record.timeMillis());
    RecordContent content = record.content();
    if (content instanceof RecordContent.Issuance c) {
      wire.setIssuance(
          Issuance.newBuilder()
              .setJob(c.job())
              .setSerial(c.serial())
              .setChip(c.chip())
              .setProfile(c.profile()));
    } else if (content instanceof RecordContent.Revocation c) {
      wire.setRevocation(
          Revocation.newBuilder()
              .setJob(c.job())
              .setSerial(c.serial())
              .setChip(c.chip())
              .setCard(c.card()));
    } else if (content instanceof RecordContent.AuditHead c) {
      wire.setHead(
          TreeHead.newBuilder()
              .setEpoch(c.epoch())
              .setSize(c.size())
              .setTimeMillis(c.timeMillis())
              .setRoot(bytes(c.root()))
              .setSigner(c.signer())
              .setSignature(bytes(c.signature())));
    } else if (content instanceof RecordContent.Alarm c) {
      wire.setAlarm(
          Alarm.newBuilder()
              .setCode(c.code())
              .setSubject(c.subject())
              .setRaised(c.raised())
              .setWhat(c.what()));
    } else if (content instanceof RecordContent.Acceptance c) {
      wire.setAcceptance(
          AcceptanceResult.newBuilder()
              .setSubject(c.subject())
              .setAccepted(c.accepted())
              .setSerial(c.serial())
              .setReport(bytes(c.report())));
    }
    return wire.build();
  }

  private static StationRecord read(Record wire) {
    return new StationRecord(
        wire.getSequence(), hex(wire.getHash()), wire.getTimeMillis(), content(wire));
  }

  private static RecordContent content(Record wire) {
    return switch (wire.getContentCase()) {
      case ISSUANCE -> {
        Issuance c = wire.getIssuance();
        yield new RecordContent.Issuance(c.getJob(), c.getSerial(), c.getChip(), c.getProfile());
      }
      case REVOCATION -> {
        Revocation c = wire.getRevocation();
        yield new RecordContent.Revocation(c.getJob(), c.getSerial(), c.getChip(), c.getCard());
      }
      case HEAD -> {
        TreeHead c = wire.getHead();
        yield new RecordContent.AuditHead(
            c.getEpoch(),
            c.getSize(),
            c.getTimeMillis(),
            hex(c.getRoot()),
            c.getSigner(),
            hex(c.getSignature()));
      }
      case ALARM -> {
        Alarm c = wire.getAlarm();
        yield new RecordContent.Alarm(c.getCode(), c.getSubject(), c.getRaised(), c.getWhat());
      }
      case ACCEPTANCE -> {
        AcceptanceResult c = wire.getAcceptance();
        yield new RecordContent.Acceptance(
            c.getSubject(), c.getAccepted(), c.getSerial(), hex(c.getReport()));
      }
      case CONTENT_NOT_SET -> new RecordContent.Unknown();
    };
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HEX.parseHex(hex));
  }

  private static String hex(ByteString bytes) {
    return HEX.formatHex(bytes.toByteArray());
  }
}
