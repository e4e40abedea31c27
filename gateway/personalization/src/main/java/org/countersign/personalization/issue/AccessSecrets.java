package org.countersign.personalization.issue;

import java.util.List;
import org.countersign.personalization.keys.KeySource;

/** What an inspection system must know to open a card. Never printed. */
public sealed interface AccessSecrets {

  /**
   * For basic access control: the machine readable zone as it is printed on the card.
   *
   * @param lines three of 30 characters (TD1), or two of 44 or 36
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
  record Keys(KeySource source) implements AccessSecrets {}

  /** For a card that anybody may read. */
  record None() implements AccessSecrets {}
}
