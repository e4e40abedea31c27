package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.StockCard;
import org.jspecify.annotations.Nullable;

/**
 * One movement, in its transaction. Either all of it happens or none, and then every reason is
 * told. Ledger thread only.
 */
final class StockMoves {

  private static final String NO_CARD = "is no card on record here, and no job with one";

  private final Transaction tx;
  private final Movement movement;
  private final Runnable erased;
  private final List<FieldProblem> problems = new ArrayList<>();

  StockMoves(Transaction tx, Movement movement, Runnable erased) {
    this.tx = tx;
    this.movement = movement;
    this.erased = erased;
  }

  /** Does it. */
  LedgerRecord apply() throws SQLException {
    return switch (movement.action()) {
      case OPEN -> open();
      case SHUT -> shut();
      case COUNT -> count();
      case ASSIGN -> assign();
      case IDENTIFY -> identify();
      case SPOIL, DESTROY, RETURN, LOSE -> movement.cards().isEmpty() ? nameless() : cards();
    };
  }

  private LedgerRecord open() throws SQLException {
    String product = product();
    LedgerRecord record = append("OPENED", Map.of("device", movement.device(), "product", product));
    tx.update(
        "INSERT INTO open_batches VALUES (?,?,?) ON CONFLICT(device, product) DO UPDATE SET"
            + " batch = excluded.batch",
        movement.device(),
        product,
        movement.batch());
    return record;
  }

  private LedgerRecord shut() throws SQLException {
    LedgerRecord record = append("SHUT", Map.of("device", movement.device(), "product", product()));
    int rows =
        tx.update(
            "DELETE FROM open_batches WHERE device = ? AND batch = ?",
            movement.device(),
            movement.batch());
    if (rows == 0) {
      throw new StockRefusedException(
          "batch", movement.device().isEmpty() ? "is not open" : "is not open for this device");
    }
    return record;
  }

  private String product() throws SQLException {
    Optional<String> product =
        tx.query(
            "SELECT product FROM batches WHERE id = ?",
            row -> Optional.of(row.getString(1)),
            Optional.empty(),
            movement.batch());
    return product
        .filter(p -> Batch.isId(movement.batch()))
        .orElseThrow(() ->
            new StockRefusedException("batch", "was never received; GET /v1/stock lists batches"));
  }

  /** Blanks that are missing become lost; those too many are found again, or are more. */
  private LedgerRecord count() throws SQLException {
    String product = product();
    String batch = movement.batch();
    long blank = CardStock.count(tx, batch, CardState.BLANK);
    long missing = blank - movement.quantity();
    if (missing != 0 && (movement.second().isEmpty() || movement.reason().isEmpty())) {
      throw new StockRefusedException(
          "quantity",
          "differs from the "
              + blank
              + " blank(s) on record: count again, or give a reason and let a second person confirm"
              + " it");
    }
    long lost = Math.max(0, missing);
    long found = Math.min(Math.max(0, -missing), CardStock.nameless(tx, batch, CardState.LOST));
    long more = Math.max(0, -missing) - found;
    LedgerRecord record =
        append(
            "COUNTED",
            Map.of(
                "product", product,
                "counted", Long.toString(movement.quantity()),
                "lost", Long.toString(lost),
                "found", Long.toString(found),
                "more", Long.toString(more)));
    CardStock.move(tx, batch, CardState.BLANK, CardState.LOST, lost);
    CardStock.move(tx, batch, CardState.LOST, CardState.BLANK, found);
    CardStock.more(tx, batch, more);
    if (movement.second().isPresent()) {
      // Two persons have looked at it, so what turned up before is explained.
      tx.update("UPDATE batches SET surplus = 0 WHERE id = ?", batch);
    }
    return record;
  }

  /** Cards that were taken while no batch of the product was open were out of this one. */
  private LedgerRecord assign() throws SQLException {
    String none = Batch.UNBATCHED + product();
    String batch = movement.batch();
    long cards = tx.query("SELECT received FROM batches WHERE id = ?", r -> r.getLong(1), 0L, none);
    long blank = CardStock.count(tx, batch, CardState.BLANK);
    if (cards == 0 || cards > blank) {
      throw new StockRefusedException(
          "batch",
          cards == 0
              ? "no card of its product is without a batch"
              : "has "
                  + blank
                  + " blank(s) on record, but "
                  + cards
                  + " card(s) are without a batch: receive the batch that they came from");
    }
    LedgerRecord record =
        append("ASSIGNED", Map.of("from", none, "quantity", Long.toString(cards)));
    for (CardState state : CardState.values()) {
      long moved = CardStock.count(tx, none, state);
      CardStock.move(tx, batch, CardState.BLANK, state, moved);
      tx.update(
          "UPDATE batches SET received = received - ?1, "
              + CardStock.column(state)
              + " = "
              + CardStock.column(state)
              + " - ?1 WHERE id = ?2",
          moved,
          none);
    }
    tx.update("UPDATE cards SET batch = ? WHERE batch = ?", batch, none);
    return record;
  }

  /** Cards whose chip was never read, by their number alone. */
  private LedgerRecord nameless() throws SQLException {
    String product = product();
    CardState from = movement.action() == Action.DESTROY ? CardState.SPOILED : CardState.BLANK;
    long there = CardStock.nameless(tx, movement.batch(), from);
    if (movement.quantity() > there) {
      throw new StockRefusedException(
          "quantity",
          "is more than the "
              + there
              + " "
              + from.english()
              + " card(s) that the batch has without a chip number; name the others in 'cards'");
    }
    LedgerRecord record =
        append(
            movement.action().to().name(),
            Map.of(
                "product", product,
                "from", from.name(),
                "quantity", Long.toString(movement.quantity())));
    CardStock.move(tx, movement.batch(), from, movement.action().to(), movement.quantity());
    return record;
  }

  private LedgerRecord cards() throws SQLException {
    @Nullable LedgerRecord last = null;
    for (String named : movement.cards()) {
      Optional<StockCard> card =
          tx.query(
              StockBook.CARD
                  + " WHERE c.chip IN (?1, upper(?1)) OR c.job = ?1 ORDER BY c.job = ?1, c.changed"
                  + " DESC",
              row -> Optional.of(StockBook.card(row)),
              Optional.empty(),
              named);
      if (card.isEmpty()) {
        problems.add(new FieldProblem(named, NO_CARD));
      } else if (!movement.action().mayMove(card.get().state())
          || (card.get().state() == CardState.SPOILED
              && movement.action() == Action.SPOIL
              && card.get().witnessed())) {
        problems.add(
            new FieldProblem(
                named,
                "is on record as "
                    + card.get().state().english()
                    + ", and "
                    + movement.action().word()
                    + " takes only "
                    + movement.action().from().stream().map(CardState::english).toList()
                    + (card.get().witnessed() ? " that no two persons have seen yet" : "")));
      } else {
        last = card(card.get());
      }
    }
    if (last == null || !problems.isEmpty()) {
      throw new StockRefusedException(problems);
    }
    return last;
  }

  private LedgerRecord card(StockCard card) throws SQLException {
    CardState to = movement.action().to();
    Map<String, String> facts =
        new TreeMap<>(Map.of("card", card.chip(), "from", card.state().name()));
    card.job().ifPresent(job -> facts.put("job", job));
    LedgerRecord record = appendFor(card.batch(), to.name(), facts);
    if (card.state() == CardState.IN_DOUBT && card.job().isPresent()) {
      endJob(card.job().get(), to);
    }
    tx.update(
        "UPDATE cards SET state = ?, changed = ? WHERE chip = ?",
        to.name(),
        record.sequence(),
        card.chip());
    CardStock.move(tx, card.batch(), card.state(), to, 1);
    if (to == CardState.SPOILED) {
      tx.update(
          "INSERT INTO witnessed VALUES (?,?) ON CONFLICT(chip) DO NOTHING",
          card.chip(),
          record.sequence());
    }
    return record;
  }

  /** One card that was counted under two names, or under none, is counted under its number. */
  private LedgerRecord identify() throws SQLException {
    StockCard unread = unread(movement.cards().getFirst());
    String chip = movement.cards().getLast().toUpperCase(Locale.ROOT);
    Optional<CardStock.Known> known = CardStock.known(tx, chip);
    Map<String, String> facts = new TreeMap<>(Map.of("card", unread.chip(), "chip", chip));
    known.ifPresent(card -> facts.put("known", card.state().name()));
    LedgerRecord record = appendFor(unread.batch(), "IDENTIFIED", facts);
    CardStock.identify(tx, record, unread, known);
    return record;
  }

  private StockCard unread(String named) throws SQLException {
    StockCard card =
        tx.query(
                StockBook.CARD + " WHERE c.chip = ?",
                row -> Optional.of(StockBook.card(row)),
                Optional.<StockCard>empty(),
                named)
            .orElseThrow(() ->
                new StockRefusedException(
                    named, "is no card on record here; 'stock cards' lists those taken in unread"));
    if (!movement.action().mayMove(card.state())) {
      throw new StockRefusedException(
          named, "is on record as " + card.state().english() + " and lies in no device any more");
    }
    return card;
  }

  /** The card may be valid and out of reach, so the centre is to revoke its serial. */
  private void endJob(String job, CardState to) throws SQLException {
    JobTable.Row row = JobChanges.row(tx, job);
    String problem =
        "two persons declared the card "
            + to.english()
            + " while it was in doubt: its serial is to be revoked; submit the application again"
            + " under a new id";
    LedgerRecord ended =
        JobChanges.move(
            tx,
            row,
            JobState.SPOILED,
            withPersons(Map.of("problem", problem, "card", to.name(), "revoke", "true")));
    JobChanges.erase(tx, job);
    erased.run();
    tx.update("INSERT INTO outbox VALUES (?,?)", ended.sequence(), job);
  }

  private LedgerRecord append(String state, Map<String, String> facts) throws SQLException {
    return appendFor(movement.batch(), state, facts);
  }

  private LedgerRecord appendFor(String batch, String state, Map<String, String> facts)
      throws SQLException {
    return tx.append("stock", batch, state, withPersons(facts));
  }

  private Map<String, String> withPersons(Map<String, String> facts) {
    Map<String, String> all = new TreeMap<>(facts);
    all.put("movement", movement.id());
    all.put("by", movement.by());
    all.put(DerivedMovements.ASKED, StockBook.digest(movement.toString()));
    movement.second().ifPresent(second -> all.put("second", second));
    movement.reason().map(Reason::word).ifPresent(reason -> all.put("reason", reason));
    return all;
  }
}
