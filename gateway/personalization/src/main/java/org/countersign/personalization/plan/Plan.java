package org.countersign.personalization.plan;

import java.util.List;
import java.util.Map;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.profile.Profile;

/** A profile compiled for one application. Immutable; holds personal data, prints none. */
public final class Plan {

  private final Profile profile;
  private final String suite;
  private final String serial;
  private final Bytes hash;
  private final List<PlannedCommand> commands;
  private final Map<String, Integer> fileSizes;

  Plan(
      Profile profile,
      String suite,
      String serial,
      Bytes hash,
      List<PlannedCommand> commands,
      Map<String, Integer> fileSizes) {
    this.profile = profile;
    this.suite = suite;
    this.serial = serial;
    this.hash = hash;
    this.commands = List.copyOf(commands);
    this.fileSizes = fileSizes;
  }

  /** The profile it was compiled from. */
  public Profile profile() {
    return profile;
  }

  /** Id of the profile. */
  public String profileId() {
    return profile.id();
  }

  /** Signature suite; empty if the profile signs nothing. */
  public String suite() {
    return suite;
  }

  /** Serial of the card. */
  public String serial() {
    return serial;
  }

  /** SHA-256 over profile hash, suite, serial and every byte that the plan puts on the card. */
  public Bytes hash() {
    return hash;
  }

  /** Every command in order, with the largest blocks that the profile allows. */
  public List<PlannedCommand> commands() {
    return commands;
  }

  /** Bytes of each file on the card, in the profile's order; of the signed object, at most. */
  public Map<String, Integer> fileSizes() {
    return fileSizes;
  }

  /** Seconds that the card needs at a link speed, without operator and signature. */
  public double estimatedSeconds(Link link) {
    return 0;
  }

  @Override
  public String toString() {
    return "Plan[" + profile + " " + serial + "]";
  }
}
