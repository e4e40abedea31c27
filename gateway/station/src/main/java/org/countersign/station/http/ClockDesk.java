package org.countersign.station.http;

import java.time.Instant;
import org.countersign.station.clock.Judgement;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Person;

/** Where the station's clock is asked about and confirmed. Any thread but an event loop. */
public interface ClockDesk {

  /** Whether the clock is believed now. */
  Judgement judgement();

  /** Time of the newest record that was believed; the epoch if there is none. */
  Instant newest();

  /**
   * Two persons say that the clock is right. Of one that is believed nothing is recorded.
   *
   * @param time what another clock says
   * @throws DeskRefusedException if somebody is not who they say, or the station's clock says
   *     something else; nothing has changed
   */
  void confirm(Instant time, Person by, Person second) throws DeskRefusedException;
}
