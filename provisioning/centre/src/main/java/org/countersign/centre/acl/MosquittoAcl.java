package org.countersign.centre.acl;

import java.util.List;
import org.countersign.centre.acl.StationList.MalformedListException;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.SparkplugTopic;

/**
 * The file of mosquitto's {@code acl_file} for a list of stations: a block each, with whole topics
 * in place of patterns, so that a certificate ties its station to its district. Everything that is
 * not named is refused.
 */
public final class MosquittoAcl {

  private static final String SPB = SparkplugTopic.NAMESPACE;
  private static final List<String> OF_NODES = List.of("NBIRTH", "NDATA", "NDEATH");
  private static final List<String> OF_DEVICES = List.of("DBIRTH", "DDATA", "DDEATH");

  /** As provisioning/centre/ecosystem/mosquitto/countersign.acl has it. */
  private static final List<String> CENTRE =
      List.of(
          "topic read " + SPB + "/#",
          "topic write " + SPB + "/STATE/+",
          "topic write " + SPB + "/+/NCMD/+",
          "topic write " + SPB + "/+/DCMD/+/+",
          "topic read countersign/v1/records/+/+",
          "topic read $SYS/broker/log/#",
          "topic write countersign/v1/acks/+/+");

  private MosquittoAcl() {}

  /**
   * The file's text.
   *
   * @param centre common name of the centre's certificate
   * @throws MalformedListException if a station has the centre's name
   */
  public static String of(String centre, StationList list) throws MalformedListException {
    StringBuilder text = new StringBuilder(list.stations().size() * 640 + 1_024);
    text.append("# Written by 'centre acl', of ")
        .append(list.stations().size())
        .append(" stations. Everything that is not named here is refused.\n\n")
        .append("pattern read ")
        .append(SPB)
        .append("/STATE/+\n\nuser ")
        .append(centre)
        .append('\n');
    CENTRE.forEach(line -> text.append(line).append('\n'));
    for (EdgeNodeDescriptor station : list.stations()) {
      if (station.node().equals(centre)) {
        throw new MalformedListException(
            "A station is called " + centre + " as the centre is, and would be taken for it.");
      }
      add(text, station);
    }
    return text.toString();
  }

  private static void add(StringBuilder text, EdgeNodeDescriptor station) {
    String node = station.node();
    text.append("\nuser ").append(node).append('\n');
    for (String type : OF_NODES) {
      line(text, "write", SPB + "/" + station.group() + "/" + type + "/" + node);
    }
    for (String type : OF_DEVICES) {
      line(text, "write", SPB + "/" + station.group() + "/" + type + "/" + node + "/+");
    }
    line(text, "write", RecordTopics.records(station));
    line(text, "read", SPB + "/" + station.group() + "/NCMD/" + node);
    line(text, "read", SPB + "/" + station.group() + "/DCMD/" + node + "/+");
    line(text, "read", RecordTopics.acks(station));
  }

  private static void line(StringBuilder text, String access, String topic) {
    text.append("topic ").append(access).append(' ').append(topic).append('\n');
  }
}
