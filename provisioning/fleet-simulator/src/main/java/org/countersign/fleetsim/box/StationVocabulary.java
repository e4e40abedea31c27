package org.countersign.fleetsim.box;

import static org.countersign.fleetsim.box.MetricName.count;
import static org.countersign.fleetsim.box.MetricName.of;
import static org.countersign.fleetsim.box.MetricName.real;
import static org.countersign.fleetsim.box.MetricName.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.protocol.sparkplug.MetricType;

/**
 * Names, types and units of everything a station reports, as in {@code
 * gateway/station/docs/sparkplug.md}; a station of the real kind sends the same.
 */
public final class StationVocabulary {

  // Of the station.
  static final MetricName PRODUCT = text("Properties/Product");
  static final MetricName VERSION = text("Properties/Version");
  static final MetricName RUNTIME = text("Properties/Runtime");
  static final MetricName OS = text("Properties/OS");
  static final MetricName STARTED = of("Properties/Started", MetricType.DATE_TIME);
  static final MetricName CONFIGURED = count("Devices/Configured", "devices");
  static final MetricName PRESENT = count("Devices/Present", "devices");
  static final MetricName HOLD = text("Issuing/Hold");
  static final MetricName WAITING = count("Jobs/Waiting", "jobs");
  static final MetricName BLANK = count("Stock/Blank", "cards");
  static final MetricName IN_PROCESS = count("Stock/In Process", "cards");
  static final MetricName RECEIVED = count("Stock/Received", "cards");
  static final MetricName ON_RECORD = count("Stock/Blank On Record", "cards");
  static final MetricName RETURNED = count("Stock/Returned", "cards");
  static final MetricName DESTROYED = count("Stock/Destroyed", "cards");
  static final MetricName LOST = count("Stock/Lost", "cards");
  static final MetricName DISCREPANCIES = count("Stock/Discrepancies");
  static final MetricName SHIFT = count("Stock/Shift");
  static final MetricName STOCK_STATUS = text("Stock/Status");
  static final MetricName ISSUED = count("Cards/Issued", "cards");
  static final MetricName SPOILED = count("Cards/Spoiled", "cards");
  static final MetricName QUARANTINED = count("Cards/Quarantined", "cards");
  static final MetricName IN_DOUBT = count("Cards/In Doubt", "cards");
  static final MetricName SEQUENCE = count("Ledger/Sequence");
  static final MetricName COMMIT_P50 = real("Ledger/Commit p50", "s");
  static final MetricName COMMIT_P99 = real("Ledger/Commit p99", "s");
  static final MetricName VERDICT = text("Self Test/Verdict");
  static final MetricName LIMIT = text("Self Test/Limit");
  static final MetricName CARDS = count("Self Test/Cards", "cards");
  static final MetricName TESTED_AT = of("Self Test/At", MetricType.DATE_TIME);
  static final MetricName SITE = text("Properties/Site");
  static final MetricName BEAT_AT = of("Heartbeat/At", MetricType.DATE_TIME);
  static final MetricName BEAT_EVERY = real("Heartbeat/Every", "s");
  static final MetricName STUCK = text("Heartbeat/Stuck");
  static final MetricName PLANNED = text("Stop/Planned");
  static final MetricName UNTIL = of("Stop/Until", MetricType.DATE_TIME);
  static final MetricName LAST_CLEAN = of("Stop/Last Clean", MetricType.BOOLEAN);
  static final MetricName BOOTED = of("Box/Booted", MetricType.DATE_TIME);
  static final MetricName OUTAGE_FROM = of("Link/Outage From", MetricType.DATE_TIME);
  static final MetricName OUTAGE_TO = of("Link/Outage To", MetricType.DATE_TIME);
  static final MetricName OUTAGE_REASON = text("Link/Outage Reason");
  static final MetricName SOURCE = text("Power/Source");
  static final MetricName CHARGE = real("Power/Charge", "%");
  static final MetricName LINK_ENDS = of("Certificates/link/Ends", MetricType.DATE_TIME);
  static final MetricName SIGNER_ENDS =
      of("Certificates/document-signer/Ends", MetricType.DATE_TIME);
  static final MetricName GRANT_ENDS = of("Grant/Ends", MetricType.DATE_TIME);
  static final MetricName GRANT_SERIALS = count("Grant/Serials", "serials");
  static final MetricName SERIAL_DAYS = real("Forecast/serials/Days", "d");
  static final MetricName GRANT_DAYS = real("Forecast/grant/Days", "d");
  static final MetricName BLANK_DAYS = real("Forecast/blanks/Days", "d");
  static final MetricName DISK_DAYS = real("Forecast/disk/Days", "d");
  static final MetricName BACKLOG = count("Records/Backlog", "records");
  static final MetricName OLDEST = real("Records/Oldest", "h");

  // Of a device; cards by result are named as the station's are.
  static final MetricName DRIVER = text("Properties/Driver");
  static final MetricName MODEL = text("Properties/Model");
  static final MetricName STATE = text("State");
  static final MetricName CHIP = text("Chip");
  static final MetricName DETAIL = text("Detail");
  static final MetricName RUNG = text("Recovery/Rung");
  static final MetricName ATTEMPT = count("Recovery/Attempt");
  static final MetricName REASON = text("Recovery/Reason");
  static final MetricName JOB_IN_HAND = of("Job In Hand", MetricType.BOOLEAN);
  static final MetricName FEEDER = count("Units/feeder/Count", "cards");
  static final MetricName FEEDER_THRESHOLD = count("Units/feeder/Threshold", "cards");
  static final MetricName FEEDER_STATUS = text("Units/feeder/Status");

  /** Steps of a card, {@code total} last. */
  static final List<String> STEPS =
      List.of("open", "authenticate", "sign", "write", "read-back", "activate", "inspect", "total");

  /** {@code Steps/<step>/Last}, in the order of {@link #STEPS}. */
  static final List<MetricName> LAST = steps("Last");

  /** {@code Steps/<step>/Mean}, in the order of {@link #STEPS}. */
  static final List<MetricName> MEAN = steps("Mean");

  private static final List<MetricName> OF_RECORDS = List.of(BACKLOG, OLDEST);

  private static final List<MetricName> OF_NODE =
      withSteps(
          PRODUCT,
          VERSION,
          RUNTIME,
          OS,
          SITE,
          STARTED,
          BEAT_AT,
          BEAT_EVERY,
          STUCK,
          PLANNED,
          UNTIL,
          LAST_CLEAN,
          BOOTED,
          OUTAGE_FROM,
          OUTAGE_TO,
          OUTAGE_REASON,
          SOURCE,
          CHARGE,
          LINK_ENDS,
          SIGNER_ENDS,
          GRANT_ENDS,
          GRANT_SERIALS,
          SERIAL_DAYS,
          GRANT_DAYS,
          BLANK_DAYS,
          DISK_DAYS,
          CONFIGURED,
          PRESENT,
          HOLD,
          WAITING,
          BLANK,
          IN_PROCESS,
          RECEIVED,
          ON_RECORD,
          RETURNED,
          DESTROYED,
          LOST,
          DISCREPANCIES,
          SHIFT,
          STOCK_STATUS,
          ISSUED,
          SPOILED,
          QUARANTINED,
          IN_DOUBT,
          SEQUENCE,
          COMMIT_P50,
          COMMIT_P99,
          VERDICT,
          LIMIT,
          CARDS,
          TESTED_AT);

  private static final List<MetricName> OF_DEVICE =
      withSteps(
          DRIVER,
          MODEL,
          STATE,
          CHIP,
          DETAIL,
          RUNG,
          ATTEMPT,
          REASON,
          JOB_IN_HAND,
          ISSUED,
          SPOILED,
          IN_DOUBT,
          FEEDER,
          FEEDER_THRESHOLD,
          FEEDER_STATUS);

  private StationVocabulary() {}

  /**
   * Everything a station says of itself, {@code bdSeq} and {@code Node Control/Rebirth} apart.
   *
   * @param records whether a centre takes its records
   */
  public static List<MetricName> ofNode(boolean records) {
    return records ? Stream.concat(OF_NODE.stream(), OF_RECORDS.stream()).toList() : OF_NODE;
  }

  /** Everything it says of a device with one storage unit, {@code feeder}. */
  public static List<MetricName> ofDevice() {
    return OF_DEVICE;
  }

  private static List<MetricName> steps(String figure) {
    return STEPS.stream().map(step -> real("Steps/" + step + "/" + figure, "s")).toList();
  }

  private static List<MetricName> withSteps(MetricName... names) {
    List<MetricName> all = new ArrayList<>(List.of(names));
    for (int step = 0; step < STEPS.size(); step++) {
      all.add(LAST.get(step));
      all.add(MEAN.get(step));
    }
    return List.copyOf(all);
  }
}
