package org.countersign.vendor;

import java.math.BigInteger;
import java.util.List;

/**
 * Precedence of semantic versions (Semantic Versioning 2.0.0, clause 11). Build metadata does not
 * count.
 *
 * @param core major, minor, patch
 * @param preRelease its identifiers; none for a release
 */
record SemanticVersion(List<BigInteger> core, List<String> preRelease)
    implements Comparable<SemanticVersion> {

  /** Takes a version that a manifest has been read with. */
  static SemanticVersion of(String text) {
    String version = text.replaceFirst("\\+.*", "");
    int dash = version.indexOf('-');
    String core = dash < 0 ? version : version.substring(0, dash);
    List<String> preRelease =
        dash < 0 ? List.of() : List.of(version.substring(dash + 1).split("\\.", -1));
    return new SemanticVersion(
        List.of(core.split("\\.", -1)).stream().map(BigInteger::new).toList(), preRelease);
  }

  @Override
  public int compareTo(SemanticVersion other) {
    for (int i = 0; i < core.size(); i++) {
      int order = core.get(i).compareTo(other.core.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      // A release comes after its previews.
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int order = compare(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int compare(String one, String other) {
    boolean number = isNumber(one);
    if (number && isNumber(other)) {
      return new BigInteger(one).compareTo(new BigInteger(other));
    }
    return number == isNumber(other) ? one.compareTo(other) : number ? -1 : 1;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
