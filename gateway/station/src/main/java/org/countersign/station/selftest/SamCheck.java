package org.countersign.station.selftest;

import java.util.List;
import java.util.function.Supplier;
import org.countersign.station.custody.SamState;

/** Whether the SAM answers, and for how many more cards. */
public final class SamCheck {

  private final Supplier<SamState> sam;
  private final long low;

  /**
   * Of a station.
   *
   * @param low cards left at which a top-up should come
   */
  public SamCheck(Supplier<SamState> sam, long low) {
    this.sam = sam;
    this.low = low;
  }

  /** Looks at it. */
  public List<Finding> look() {
    SamState state = sam.get();
    if (state.left().isEmpty()) {
      return List.of(Finding.bad(Item.CUSTODY, "", "sam.away", state.trouble()));
    }
    long left = state.left().get();
    if (left == 0) {
      return List.of(Finding.bad(Item.CUSTODY, "", "sam.empty", left, state.nextTopUp()));
    }
    return List.of(
        left <= low
            ? Finding.warning(Item.CUSTODY, "", "sam.low", left, state.nextTopUp())
            : Finding.good(Item.CUSTODY, "", "sam.good", left));
  }
}
