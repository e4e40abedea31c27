package org.countersign.personalization.signing;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;

/** Makes the signed object of a card. The device's thread waits for it. */
public interface DocumentSigner {

  /** Suites it can sign with, for example {@code ICAO-P256}. */
  Set<String> suites();

  /**
   * Largest signed object in bytes, for the sizes of a plan.
   *
   * @throws IllegalArgumentException for a suite that is not in {@link #suites()}
   */
  int maxSize(String suite, int dataGroups);

  /** Why no card that needs a signature of the suite should be begun now; empty if one may. */
  default Optional<String> outage(String suite) {
    return Optional.empty();
  }

  /**
   * Why no job that needs a signature of the suite should be taken on now: its certificate has
   * ended, or has not begun. Unlike an {@link #outage} it does not go away by itself.
   */
  default Optional<String> objection(String suite) {
    return Optional.empty();
  }

  /**
   * Signs the data groups of one card.
   *
   * @throws SigningException if there is no valid certificate or key at this moment
   */
  Signed sign(Request request) throws SigningException;

  /**
   * What is to be signed.
   *
   * @param jobId job
   * @param serial the card's serial
   * @param suite signature suite
   * @param profile hash of the card profile
   * @param at when the serial was given to the job: the same whenever the job is signed
   * @param dataGroups data group number to the whole content of its file
   */
  record Request(
      String jobId,
      String serial,
      String suite,
      Bytes profile,
      Instant at,
      SortedMap<Integer, Bytes> dataGroups) {
    @Override
    public String toString() {
      return "Request[" + serial + " " + suite + " " + dataGroups.keySet() + "]";
    }
  }

  /**
   * The signed object.
   *
   * @param efSod whole content of EF.SOD (tag 77, ICAO 9303-10, 4.6.2)
   * @param certificateId who signed: serial number of the certificate, hex
   */
  record Signed(Bytes efSod, String certificateId) {}
}
