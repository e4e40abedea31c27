package org.countersign.station.cuts;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.countersign.station.ledger.LedgerBench;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which the ledger's anchor is. What is left after a cut is decided here: bytes that
 * were not synced may be there in part, and a new name that was not synced may be the old one.
 */
final class AnchorDisk implements LedgerBench.Anchors {

  /** A file's bytes, and whether all of them are on the disk. */
  private record Content(byte[] bytes, boolean synced) {}

  private final Power power;
  private final SplittableRandom choices;

  /** Under its name whatever happens, under its name as the box sees it, and beside it. */
  private @Nullable Content durable;

  private @Nullable Content seen;
  private @Nullable Content unfinished;

  AnchorDisk(Power power, SplittableRandom choices) {
    this.power = power;
    this.choices = choices;
  }

  @Override
  public Optional<byte[]> read() {
    return Optional.ofNullable(seen).map(content -> content.bytes().clone());
  }

  @Override
  public void create(byte[] content) {
    unfinished = new Content(content.clone(), false);
    power.pass(Point.ANCHORING, "written");
  }

  @Override
  public void sync() {
    unfinished = new Content(Objects.requireNonNull(unfinished).bytes(), true);
  }

  @Override
  public void replace() {
    seen = unfinished;
    unfinished = null;
    power.pass(Point.ANCHORING, "in place");
  }

  @Override
  public void syncFolder() {
    durable = seen;
    power.pass(Point.ANCHORING, "safe");
  }

  /** The power is gone. */
  void fail() {
    Content left = durable != seen && choices.nextBoolean() ? seen : durable;
    if (left != null && !left.synced()) {
      left =
          new Content(Arrays.copyOf(left.bytes(), choices.nextInt(left.bytes().length + 1)), true);
    }
    durable = left;
    seen = left;
    unfinished = null;
  }

  @Override
  public String toString() {
    return "the anchor";
  }
}
