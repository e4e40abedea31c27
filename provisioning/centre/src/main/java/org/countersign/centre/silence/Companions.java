package org.countersign.centre.silence;

/**
 * The other stations of a circle, as they are while one is silent. Those that are away on purpose
 * or for good are not among them.
 *
 * @param name of the site or the district; empty for the fleet
 * @param others how many there are
 * @param together those that fell silent in the same moments; some may be back
 * @param silent those that are silent now
 * @param onBattery of the silent ones, those that said they ran on battery
 * @param onMains of the silent ones, those that have a battery and did not say so
 */
public record Companions(
    Circle.Kind kind,
    String name,
    int others,
    int together,
    int silent,
    int onBattery,
    int onMains) {

  /** With nobody else. */
  static Companions none(Circle.Kind kind) {
    return new Companions(kind, "", 0, 0, 0, 0, 0);
  }

  /** Whether most fell silent at once. */
  boolean fellTogether() {
    return isMost(together);
  }

  /** Whether most are silent, whenever they fell so. */
  boolean areSilent() {
    return isMost(silent);
  }

  private boolean isMost(int some) {
    return some >= kind.fewest() && 2 * some > others;
  }
}
