package org.countersign.station.desk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Receipt;
import org.countersign.toml.NearName;

/** What is wrong with a request in itself, whatever the stock. */
final class DeskRules {

  private static final long MOST_CARDS = 1_000_000;
  private static final int MOST_NAMED = 1_000;
  private static final int LONGEST_LABEL = 200;
  private static final String ID_FORM =
      "must be 1 to 64 characters of A-Z a-z 0-9 . _ -, a letter or digit first";

  private DeskRules() {}

  /** On record is who proved it, and nobody else. */
  static void requireSame(String named, Person proven) {
    if (!named.equals(proven.name())) {
      throw new IllegalArgumentException("the person on record is not the one who is to prove it");
    }
  }

  static List<FieldProblem> problems(Receipt receipt, Set<String> products) {
    List<FieldProblem> problems = new ArrayList<>();
    if (!Batch.isId(receipt.batch())) {
      problems.add(new FieldProblem("id", ID_FORM));
    }
    if (!products.contains(receipt.product())) {
      problems.add(
          new FieldProblem(
              "product",
              "is none of the station's profiles; " + NearName.hint(receipt.product(), products)));
    }
    if (receipt.quantity() < 1 || receipt.quantity() > MOST_CARDS) {
      problems.add(new FieldProblem("quantity", "must be from 1 to " + MOST_CARDS));
    }
    if (receipt.label().length() > LONGEST_LABEL
        || receipt.label().chars().anyMatch(Character::isISOControl)) {
      problems.add(
          new FieldProblem(
              "label", "must be at most " + LONGEST_LABEL + " characters in one line"));
    }
    return problems;
  }

  static List<FieldProblem> problems(Movement movement) {
    List<FieldProblem> problems = new ArrayList<>();
    if (!Batch.isId(movement.id())) {
      problems.add(new FieldProblem("id", ID_FORM));
    }
    persons(movement, problems);
    if (movement.action().takesSecond()
        && movement.action() != Action.COUNT
        && movement.reason().isEmpty()) {
      problems.add(new FieldProblem("reason", "is missing"));
    }
    if (movement.action() == Action.IDENTIFY) {
      identity(movement, problems);
    } else if (movement.action().movesCards()) {
      cards(movement, problems);
    } else if (!movement.cards().isEmpty()) {
      problems.add(
          new FieldProblem("cards", "go with spoil, destroy, return, lose and identify alone"));
    }
    if (movement.quantity() < 0 || movement.quantity() > MOST_CARDS) {
      problems.add(new FieldProblem("quantity", "must be from 0 to " + MOST_CARDS));
    }
    return problems;
  }

  private static void persons(Movement movement, List<FieldProblem> problems) {
    if (movement.second().isEmpty() && lacksSecond(movement)) {
      problems.add(
          new FieldProblem("second", "is missing: this takes two persons, one a supervisor"));
    }
    if (movement.second().filter(movement.by()::equals).isPresent()) {
      problems.add(new FieldProblem("second", "must be another person than 'by'"));
    }
  }

  /** Whether it takes two persons and names one. */
  static boolean lacksSecond(Movement movement) {
    // One is enough to count, as long as nothing is missing; the ledger sees that.
    return movement.second().isEmpty()
            && movement.action().takesSecond()
            && movement.action() != Action.COUNT
        || movement.second().filter(movement.by()::equals).isPresent();
  }

  private static void identity(Movement movement, List<FieldProblem> problems) {
    boolean named =
        movement.cards().size() == 2
            && movement.cards().getFirst().matches("unread-[0-9]{1,18}")
            && movement.cards().getLast().matches("(?:[0-9A-Fa-f]{2}){4,32}");
    if (!named || !movement.batch().isEmpty() || movement.quantity() > 0) {
      problems.add(
          new FieldProblem(
              "cards",
              "must be unread-N, as the card stands on record, and its chip number, and nothing"
                  + " else"));
    }
  }

  private static void cards(Movement movement, List<FieldProblem> problems) {
    boolean byNumber = movement.quantity() > 0;
    if (byNumber == !movement.cards().isEmpty()) {
      problems.add(
          new FieldProblem(
              "cards", "name cards by chip number or job, or give a batch and a quantity"));
    }
    if (!movement.cards().isEmpty() && !movement.batch().isEmpty()) {
      problems.add(new FieldProblem("batch", "is known for cards that are named; leave it out"));
    }
    Set<String> once = new HashSet<>(movement.cards());
    if (once.size() < movement.cards().size() || once.size() > MOST_NAMED) {
      problems.add(
          new FieldProblem("cards", "names a card twice, or more than " + MOST_NAMED + " cards"));
    }
  }
}
