package org.countersign.centre.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of three districts; what must hold after every step. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SilenceHistoriesTest {

  private static final int STEPS = 400;
  private static final Set<Why> OF_ONE_BOX = Set.of(Why.SERVICE, Why.HUNG, Why.CLOCK, Why.UNKNOWN);

  private final SmallFleet fleet = new SmallFleet();
  private final List<SmallFleet.Box> all = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void one_box_is_never_blamed_while_most_neighbours_are_silent_and_planned_is_never_missed(
      long seed) {
    Random random = new Random(seed);
    for (String district : List.of("north", "south", "west")) {
      all.addAll(fleet.district(district, 8));
    }
    for (int step = 0; step < STEPS; step++) {
      happen(random);
      fleet.pass(random.nextInt(20));
      all.forEach(box -> holds(box, seed));
    }
  }

  private void happen(Random random) {
    SmallFleet.Box box = all.get(random.nextInt(all.size()));
    boolean dead = fleet.state.station(box.node).orElseThrow().presence().name().equals("OFFLINE");
    switch (random.nextInt(8)) {
      case 0 -> box.beats = false;
      case 1, 2 -> {
        if (dead || !box.beats) {
          box.say("Stop/Planned", "").connects();
        }
      }
      case 3 -> box.dies();
      case 4 -> {
        if (!dead) {
          box.say("Stop/Planned", "work").beat();
          box.dies();
        }
      }
      case 5 ->
          all.stream()
              .filter(b -> b.node.group().equals(box.node.group()))
              .forEach(b -> {
                if (random.nextBoolean()) {
                  b.dies();
                } else {
                  b.beats = false;
                }
              });
      case 6 ->
          all.stream()
              .filter(b -> b.node.group().equals(box.node.group()))
              .forEach(b -> b.say("Stop/Planned", "").connects());
      default ->
          fleet.book.brokerSaid(
              new BrokerWords.Word(
                  box.node, Parting.values()[random.nextInt(Parting.values().length)]),
              fleet.now);
    }
  }

  private void holds(SmallFleet.Box box, long seed) {
    if (box.cause() == Cause.PLANNED) {
      assertThat(box.condition().capacity()).isEqualTo(Capacity.AWAY);
      assertThat(box.verdict().why()).isEqualTo(Why.PLANNED);
      assertThat(fleet.watch.overview(fleet.now, 100).stopped())
          .noneMatch(stopped -> stopped.station().equals(box.node));
    } else if (box.cause() == Cause.SILENT) {
      List<SmallFleet.Box> others =
          all.stream()
              .filter(b -> b != box && b.node.group().equals(box.node.group()))
              .filter(b -> b.condition().capacity() != Capacity.AWAY)
              .toList();
      long silent = others.stream().filter(b -> isSilent(b)).count();
      if (silent >= 2 && 2 * silent > others.size()) {
        assertThat(box.verdict().why()).as("seed %d, %s", seed, box.node).isNotIn(OF_ONE_BOX);
      }
    }
  }

  private static boolean isSilent(SmallFleet.Box box) {
    return box.cause() == Cause.SILENT
        || box.cause() == Cause.HUNG && box.condition().capacity() == Capacity.UNKNOWN;
  }
}
