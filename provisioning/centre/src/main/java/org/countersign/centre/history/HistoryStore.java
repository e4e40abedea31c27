package org.countersign.centre.history;

import java.time.LocalDate;
import java.util.List;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Blocks by the day (UTC) on which they begin. Writing has one thread, reading any. */
public interface HistoryStore extends AutoCloseable {

  /** Keeps blocks. */
  void append(List<Block> blocks);

  /**
   * The blocks of a station that hold samples of a time.
   *
   * @param from milliseconds since 1970-01-01T00:00:00Z
   * @param to first moment after it
   */
  List<Block> blocks(EdgeNodeDescriptor station, long from, long to);

  /** Drops whole days that are before this one. */
  void dropBefore(LocalDate day);

  @Override
  void close();
}
