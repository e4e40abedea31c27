package org.countersign.station.http;

import java.util.Optional;
import org.countersign.station.ledger.StationAcceptances.Recorded;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Person;

/** Where two persons find the station good, or not. Any thread but an event loop. */
public interface AcceptanceDesk {

  /** How it was found last; empty before the first. */
  Optional<Recorded> newest();

  /**
   * Looks at the station now, which takes some seconds, and puts on record how it was found.
   *
   * @param refuse why the two do not accept it; empty if they do
   * @throws DeskRefusedException if somebody is not who they say, or the station is not good and
   *     the two do not say that they refuse it; nothing is recorded then
   */
  Recorded decide(Person by, Person second, String refuse) throws DeskRefusedException;
}
