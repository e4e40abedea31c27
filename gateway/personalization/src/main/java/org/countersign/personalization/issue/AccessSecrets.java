package org.countersign.personalization.issue;

import java.util.List;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.profile.InspectionRules;

/** What an inspection system must know to open a card. Never printed. */
public sealed interface AccessSecrets {

  /**
   * What opens the card of a plan.
   *
   * @param keys for products that open with a key
   */
  static AccessSecrets of(Plan plan, KeySource keys) {
    return plan.profile().inspection().access() instanceof InspectionRules.Bac
        ? new MachineReadableZone(plan.machineReadableZone())
        : new Keys(keys);
  }

  /**
   * For basic access control: the machine readable zone as it is printed on the card.
   *
   * @param lines three of 30 characters (TD1), or two of 44 (TD3) or 36 (TD2)
   */
  record MachineReadableZone(List<String> lines) implements AccessSecrets {
    public MachineReadableZone {
      lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
      return "MachineReadableZone";
    }
  }

  /**
   * For basic access control: the three fields of it that matter.
   *
   * @param documentNumber without filling
   * @param birthDate yyMMdd
   * @param expiryDate yyMMdd
   */
  record DocumentData(String documentNumber, String birthDate, String expiryDate)
      implements AccessSecrets {
    @Override
    public String toString() {
      return "DocumentData";
    }
  }

  /** For external authentication and SCP03. */
  record Keys(KeySource source) implements AccessSecrets {
    @Override
    public String toString() {
      return "Keys";
    }
  }

  /** For a card that anybody may read. */
  record None() implements AccessSecrets {}
}
