package org.countersign.station.desk;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operators;
import org.countersign.station.operators.PersonRefusedException;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Person;

/** Proves who asks for something at the desk. */
public final class Persons {

  private final Operators operators;
  private final Runnable tooFew;

  /** Of one counter. */
  public Persons(Operators operators) {
    this(operators, () -> {});
  }

  /**
   * The same.
   *
   * @param tooFew told whenever one person, or two without a supervisor, tried what takes two
   */
  public Persons(Operators operators, Runnable tooFew) {
    this.operators = operators;
    this.tooFew = tooFew;
  }

  /**
   * The operator that a person is.
   *
   * @param field of the request that holds the PIN
   * @throws DeskRefusedException if they are not who they say
   */
  Operator prove(Person person, String field) throws DeskRefusedException {
    try {
      return operators.prove(person.name(), person.pin());
    } catch (PersonRefusedException e) {
      throw new DeskRefusedException(
          Kind.PERSON,
          List.of(new FieldProblem(field, String.valueOf(e.getMessage()))),
          e.waitFor());
    }
  }

  /** One person tried what takes two. */
  void tooFew() {
    tooFew.run();
  }

  /**
   * Proves two persons, one of them a supervisor.
   *
   * @throws DeskRefusedException if it is only one, or somebody is not who they say
   */
  public void proveTwo(Person by, Person second) throws DeskRefusedException {
    if (second.isNobody() || second.name().equals(by.name())) {
      tooFew.run();
      throw new DeskRefusedException(
          Kind.REQUEST,
          List.of(
              new FieldProblem(
                  "second", "must be another person: this takes two, one a supervisor")),
          Duration.ZERO);
    }
    requireSupervisor(prove(by, "pin"), prove(second, "secondPin"));
  }

  void requireSupervisor(Operator first, Operator second) throws DeskRefusedException {
    if (first.role() != Operator.Role.SUPERVISOR && second.role() != Operator.Role.SUPERVISOR) {
      tooFew.run();
      throw new DeskRefusedException(
          Kind.PERSON,
          List.of(new FieldProblem("second", "or 'by' must be a supervisor")),
          Duration.ZERO);
    }
  }

  /** Wipes the PINs whatever happens. */
  public record Wiped(Person... persons) implements AutoCloseable {
    @Override
    public void close() {
      for (Person person : persons) {
        Arrays.fill(person.pin(), '\0');
      }
    }
  }
}
