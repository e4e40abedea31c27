package org.countersign.personalization.profile;

import java.util.List;
import org.countersign.apdu.Bytes;

/**
 * How a finished card is read by somebody else than its issuer.
 *
 * @param access how it is opened
 * @param steps what is read; no effect on the card
 */
public record InspectionRules(Access access, List<Step> steps) {

  public InspectionRules {
    steps = List.copyOf(steps);
  }

  /** How a finished card is opened. */
  public sealed interface Access {
    /** For reports. */
    String protocol();
  }

  /**
   * Basic access control (ICAO 9303-11, 4.3).
   *
   * @param application AID selected first
   * @param mrz named value that is the machine readable zone
   */
  public record Bac(Bytes application, String mrz) implements Access {
    @Override
    public String protocol() {
      return "BAC";
    }
  }

  /** The steps themselves open it: external authentication, SCP03, or nothing at all. */
  public record BySteps(String protocol) implements Access {}
}
