package org.countersign.protocol.records;

import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** The topic pair of a station; district and station are those of its Edge Node. */
public final class RecordTopics {

  private static final String RECORDS = "countersign/v1/records/";
  private static final String ACKS = "countersign/v1/acks/";

  /** What a centre subscribes to for all districts. */
  public static final String ALL_RECORDS = RECORDS + "+/+";

  private RecordTopics() {}

  /** What a centre subscribes to for one district. */
  public static String allRecords(String district) {
    return RECORDS + district + "/+";
  }

  /** Where a station publishes its batches. */
  public static String records(EdgeNodeDescriptor station) {
    return RECORDS + station.group() + "/" + station.node();
  }

  /** Where it reads acknowledgements. */
  public static String acks(EdgeNodeDescriptor station) {
    return ACKS + station.group() + "/" + station.node();
  }

  /** The station that published on a topic; empty for any other topic. */
  public static Optional<EdgeNodeDescriptor> stationOf(String topic) {
    if (!topic.startsWith(RECORDS)) {
      return Optional.empty();
    }
    String[] ids = topic.substring(RECORDS.length()).split("/", -1);
    return ids.length == 2 && EdgeNodeDescriptor.isId(ids[0]) && EdgeNodeDescriptor.isId(ids[1])
        ? Optional.of(new EdgeNodeDescriptor(ids[0], ids[1]))
        : Optional.empty();
  }
}
