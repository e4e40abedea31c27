package org.countersign.centre.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found about records since the start, for pages, metrics and the log. Any thread. */
public final class RecordFindings {

  private static final Logger LOG = LoggerFactory.getLogger(RecordFindings.class);

  /** Stations whose findings are kept; a fleet in which more are refused has one cause. */
  private static final int MOST = 1_000;

  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final Map<EdgeNodeDescriptor, Finding> alarms = new LinkedHashMap<>();

  /** Takes a finding. A station that is refused again and again is told once. */
  public void found(Finding finding) {
    switch (finding) {
      case Finding.Stored s -> {
        stored.addAndGet(s.records().size());
        clear(s.station());
      }
      case Finding.Malformed m -> {
        if (malformed.getAndIncrement() == 0) {
          LOG.warn("A batch of records was not taken: {}; more are only counted", m.reason());
        }
      }
      case Finding.Refused r -> alarm(r.station(), r);
      case Finding.Lost l -> alarm(l.station(), l);
    }
  }

  private synchronized void alarm(EdgeNodeDescriptor station, Finding finding) {
    if (alarms.size() < MOST && !finding.equals(alarms.put(station, finding))) {
      LOG.error("Records of a station need a person: {}", told(finding));
    }
  }

  private static String told(Finding finding) {
    return switch (finding) {
      case Finding.Lost l ->
          "%s has cut its records after %d through %d, which are not here. They are in its ledger:"
                  .formatted(l.station(), l.after(), l.through())
              + " keep its data folder, and see which copy of the database was put back here";
      case Finding.Refused r ->
          "%s is refused at record %d (%s): its ledger was put back, or another box answers under"
                  .formatted(r.station(), r.sequence(), r.refusal())
              + " its name";
      default -> finding.toString();
    };
  }

  private synchronized void clear(EdgeNodeDescriptor station) {
    // Records that are lost stay so, whatever is stored after them.
    if (alarms.get(station) instanceof Finding.Refused) {
      alarms.remove(station);
    }
  }

  /** What needs a person, by station, oldest first. */
  public synchronized List<Finding> alarms() {
    return new ArrayList<>(alarms.values());
  }

  /** Records that were stored. */
  public long stored() {
    return stored.get();
  }

  /** Batches that were none. */
  public long malformed() {
    return malformed.get();
  }
}
