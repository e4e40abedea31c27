package org.countersign.centre.acl;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Stations of a fleet, each with the district it stands in. An Edge Node id is the common name of
 * its station's certificate, so that it is there once.
 *
 * @param stations by district and id
 */
public record StationList(List<EdgeNodeDescriptor> stations) {

  /** More than any broker is asked to hold. */
  private static final int MOST = 1_000_000;

  /** Stations that are no list. */
  public static final class MalformedListException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedListException(String message) {
      super(message);
    }
  }

  /**
   * Takes stations.
   *
   * @throws MalformedListException if one stands in two districts, or an id cannot stand in a line
   *     of mosquitto's file
   */
  public static StationList of(Collection<EdgeNodeDescriptor> stations)
      throws MalformedListException {
    Map<String, EdgeNodeDescriptor> byId = new HashMap<>();
    for (EdgeNodeDescriptor station : stations) {
      checkBlanks(station.group());
      checkBlanks(station.node());
      EdgeNodeDescriptor other = byId.put(station.node(), station);
      if (other != null && !other.equals(station)) {
        throw new MalformedListException(
            "Station "
                + station.node()
                + " stands in two districts, "
                + other.group()
                + " and "
                + station.group()
                + ": one certificate cannot tell them apart. Rename one.");
      }
    }
    return new StationList(
        byId.values().stream()
            .sorted(
                Comparator.comparing(EdgeNodeDescriptor::group)
                    .thenComparing(EdgeNodeDescriptor::node))
            .toList());
  }

  /** Mosquitto takes blanks around a name away. */
  private static void checkBlanks(String id) throws MalformedListException {
    if (!id.equals(id.strip())) {
      throw new MalformedListException(
          "The name \"" + id + "\" begins or ends with a blank, which a broker takes away.");
    }
  }

  /**
   * Reads lines {@code district/station}; empty ones and those that begin with {@code #} are passed
   * over.
   *
   * @throws MalformedListException naming the line
   */
  public static StationList read(List<String> lines) throws MalformedListException {
    if (lines.size() > MOST) {
      throw new MalformedListException("A list has " + MOST + " lines or fewer.");
    }
    Map<EdgeNodeDescriptor, Integer> found = new HashMap<>();
    for (int line = 0; line < lines.size(); line++) {
      String text = lines.get(line).strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        var ignored = found.putIfAbsent(station(text, line + 1), line);
      }
    }
    return of(found.keySet());
  }

  private static EdgeNodeDescriptor station(String text, int line) throws MalformedListException {
    String[] ids = text.split("/", -1);
    if (ids.length != 2
        || !EdgeNodeDescriptor.isId(ids[0].strip())
        || !EdgeNodeDescriptor.isId(ids[1].strip())) {
      throw new MalformedListException(
          "Line " + line + " is no station: district/station is needed, ids without + / #.");
    }
    return new EdgeNodeDescriptor(ids[0].strip(), ids[1].strip());
  }
}
