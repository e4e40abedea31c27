package org.countersign.personalization.scp03;

import java.security.SecureRandom;
import org.countersign.apdu.Bytes;

/** Gives the bytes of a published vector. */
final class FixedRandom extends SecureRandom {

  private static final long serialVersionUID = 1L;

  private final transient Bytes bytes;

  FixedRandom(Bytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public void nextBytes(byte[] out) {
    if (out.length != bytes.size()) {
      throw new AssertionError(out.length + " bytes wanted, the vector has " + bytes.size());
    }
    System.arraycopy(bytes.toArray(), 0, out, 0, out.length);
  }
}
