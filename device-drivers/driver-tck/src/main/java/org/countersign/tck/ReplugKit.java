package org.countersign.tck;

import org.junit.jupiter.api.Nested;

/**
 * The proof that a driver lives through the pulling of its plug: at random moments of its use,
 * again and again. A part of the kit for itself, as it takes minutes; the bench must know {@link
 * Deed#UNPLUG} and {@link Deed#REPLUG} and have the kit's card:
 *
 * <pre>
 * class E100ReplugIT extends ReplugKit {
 *   &#64;Override
 *   protected Bench bench() {
 *     return new E100Bench();
 *   }
 * }
 * </pre>
 *
 * <p>{@code -Dcountersign.kit.replugs} says how often, 100 times if it is absent; {@code
 * -Dcountersign.kit.seed} chooses other moments. Figures go to the log of the build.
 */
public abstract class ReplugKit extends KitClass {

  /** How often the plug is pulled. */
  protected int rounds() {
    return Integer.getInteger("countersign.kit.replugs", 100);
  }

  @Nested
  class Plug extends ReplugChecks {
    Plug() {
      super(ReplugKit.this::rig, rounds());
    }
  }
}
