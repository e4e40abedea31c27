package org.countersign.station.http;

import org.countersign.station.ledger.GrantRefused;
import org.countersign.station.ledger.Grants;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.SignedGrant;

/** Where grants are asked about and handed in. Any thread but an event loop. */
public interface GrantDesk {

  /** What the station may still issue. */
  Grants.Status status();

  /** How often the authority has begun the station anew. */
  long epoch();

  /**
   * Takes a grant; it is in force when this returns. The same one again changes nothing.
   *
   * @throws GrantRefused if it cannot be taken; nothing has changed
   */
  Grant install(SignedGrant signed) throws GrantRefused;
}
