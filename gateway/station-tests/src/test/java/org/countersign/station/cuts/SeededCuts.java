package org.countersign.station.cuts;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.countersign.station.cuts.Cut.What;

/** Cuts that a seed decides. */
final class SeededCuts implements CutPlan {

  /** Commands that change a card or spend a try, by instruction; tries are what most is lost by. */
  private static final List<String> COMMANDS =
      List.of("82", "82", "82", "50", "e2", "d8", "f0", "e0", "d6", "d4", "44");

  private static final int CLOSE = 12;

  private final SplittableRandom random;
  private final int widest;
  private final Optional<String> command;
  private final What again;
  private final int pages;
  private int left;
  private long next;

  /**
   * Decides in what manner.
   *
   * @param widest steps between two cuts at the most
   */
  SeededCuts(SplittableRandom random, int count, int widest) {
    this.random = random;
    this.left = count;
    this.widest = widest;
    this.next = 1 + random.nextInt(widest);
    this.again = What.values()[random.nextInt(4)];
    this.pages = random.nextInt(4) - 1;
    this.command =
        random.nextInt(4) == 0
            ? Optional.of(COMMANDS.get(random.nextInt(COMMANDS.size())))
            : Optional.empty();
  }

  @Override
  public Optional<Cut> at(long step, Point point, String where) {
    boolean here = command.map(ins -> isOf(where, ins)).orElse(step >= next);
    if (left == 0 || !here) {
      return Optional.empty();
    }
    left--;
    next = step + 1 + random.nextInt(random.nextBoolean() ? CLOSE : widest);
    return Optional.of(
        command.isPresent()
            ? new Cut(step, again, again == What.ANSWER ? Cut.UNHEARD : pages)
            : cut(step, point));
  }

  /** {@code encoder-1 > 00820001 +21}: the instruction is the second byte. */
  private boolean isOf(String where, String ins) {
    int command = where.indexOf("> ");
    return command >= 0 && where.startsWith(ins, command + 4) && random.nextInt(3) > 0;
  }

  private Cut cut(long step, Point point) {
    What what = point.isApdu() ? What.values()[random.nextInt(4)] : What.BOX;
    boolean torn = point == Point.BEFORE_APDU && what != What.ANSWER && random.nextInt(3) > 0;
    int pages = random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(40);
    return new Cut(step, what, torn ? pages : Cut.UNHEARD);
  }
}
