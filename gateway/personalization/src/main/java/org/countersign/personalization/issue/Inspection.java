package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.profile.Profile;

/** Reads a finished card as somebody who did not make it. On the device's thread. */
public final class Inspection {

  private final DocumentVerifier verifier;
  private final Duration exchangeLimit;

  /**
   * Binds the ports.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   */
  public Inspection(DocumentVerifier verifier, Duration exchangeLimit) {
    this.verifier = verifier;
    this.exchangeLimit = exchangeLimit;
  }

  /**
   * Powers the chip on, opens it, reads every file, checks the signature and powers it off.
   *
   * @throws DeviceException if the chip can no longer be reached
   * @throws InspectionException if it does not open or answers otherwise than the profile says
   */
  public Report inspect(Profile profile, AccessSecrets secrets, ChipContact contact)
      throws DeviceException, InspectionException {
    throw new InspectionException("" + profile + secrets + contact + verifier + exchangeLimit);
  }

  /**
   * What was read.
   *
   * @param chipId the chip's own number, hex
   * @param accessProtocol for example {@code BAC}
   * @param files whole contents by the profile's names, for example {@code EF_DG1}
   * @param verdict of the passive authentication
   */
  public record Report(
      String chipId,
      String accessProtocol,
      SortedMap<String, Bytes> files,
      DocumentVerifier.Verdict verdict) {
    @Override
    public String toString() {
      return "Report[" + chipId + " " + accessProtocol + " " + files.keySet() + "]";
    }
  }
}
