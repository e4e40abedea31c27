package org.countersign.protocol.records;

import java.util.List;

/** The station's outbox, as its sender sees it. Every answer is from the disk. */
public interface RecordSource {

  /** How often the authority has begun the station anew; 1 at first. */
  long epoch();

  /** The newest record that is kept as acknowledged; 0 if none is. */
  long acknowledged();

  /**
   * What can be sent no more: records up to this one, at most what is acknowledged. A source that
   * keeps more is asked for it by a centre whose store was put back.
   */
  default long cut() {
    return acknowledged();
  }

  /** The newest record that is to be sent or was; 0 if there never was one. */
  long newest();

  /** Records after a sequence, oldest first, so many at most. */
  List<StationRecord> after(long sequence, int most);
}
