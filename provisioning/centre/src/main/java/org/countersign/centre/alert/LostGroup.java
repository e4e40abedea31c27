package org.countersign.centre.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Stations that one alert is about. */
final class LostGroup {

  /** What holds for most of so many holds for most of all. */
  private static final int SOME = 50;

  final List<Lost> lost = new ArrayList<>();
  boolean unsteady;

  long since() {
    return lost.stream().mapToLong(Lost::since).min().orElse(0);
  }

  /** Several devices of a station may have the same alarm. */
  int stations() {
    return (int) lost.stream().map(Lost::station).distinct().count();
  }

  Set<String> districts() {
    return lost.stream().map(station -> station.station().group()).collect(Collectors.toSet());
  }

  long waiting() {
    return lost.stream().mapToLong(Lost::waiting).sum();
  }

  /** At most {@value #SOME} of them, from all over. */
  List<EdgeNodeDescriptor> some() {
    int step = Math.ceilDiv(lost.size(), SOME);
    return IntStream.range(0, Math.ceilDiv(lost.size(), Math.max(1, step)))
        .mapToObj(i -> lost.get(i * step).station())
        .toList();
  }
}
