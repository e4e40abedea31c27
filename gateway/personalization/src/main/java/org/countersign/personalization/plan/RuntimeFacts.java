package org.countersign.personalization.plan;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;

/** What is known only with the card at hand. */
public interface RuntimeFacts {

  /** The signed object. */
  Bytes signedObject();

  /** The chip's own number. */
  Bytes chipId();

  /** Key diversification data of the secure channel's card. */
  Bytes channelDiversification();

  /** A key; the caller closes it. */
  Secret key(KeySource.Request request) throws KeyUnavailableException;
}
