package org.countersign.trust.asn1;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The one provider instance; it is never registered with the JVM. */
public final class BouncyCastle {

  /** Bouncy Castle. Thread-safe. */
  public static final Provider PROVIDER = new BouncyCastleProvider();

  private BouncyCastle() {}
}
