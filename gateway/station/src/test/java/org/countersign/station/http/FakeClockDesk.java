package org.countersign.station.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.clock.Judgement;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Person;

/** A clock that says what a test wants, and takes down who confirms it. */
final class FakeClockDesk implements ClockDesk {

  static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  volatile Judgement judgement = new Judgement.Believed(NOW);
  volatile Optional<Kind> refuses = Optional.empty();
  volatile Duration pause = Duration.ZERO;
  final List<String> asked = new ArrayList<>();

  @Override
  public Judgement judgement() {
    return judgement;
  }

  @Override
  public Instant newest() {
    return NOW.minusSeconds(60);
  }

  @Override
  public void confirm(Instant time, Person by, Person second) throws DeskRefusedException {
    asked.add(time + " " + by.name() + " " + second.name());
    Arrays.fill(by.pin(), '\0');
    if (refuses.isPresent()) {
      throw new DeskRefusedException(
          refuses.get(), List.of(new FieldProblem("pin", "name or PIN is wrong")), pause);
    }
    judgement = new Judgement.Believed(NOW);
  }
}
