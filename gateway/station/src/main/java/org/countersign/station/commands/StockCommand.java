package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.countersign.station.client.StationClient;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.ReplenishmentStatus;
import org.countersign.station.stock.StockCard;
import org.countersign.station.stock.Supply;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and changes the stock. */
@Command(
    name = "stock",
    description = {
      "Shows batches and what became of their cards; with a command, records what persons did.",
      "A command that was cut off may be run again with the same --id: it is done once."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]")
final class StockCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  StockCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (StationClient client = station.client()) {
      show(client.stock());
      return ExitCode.OK;
    }
  }

  private void show(Stock stock) {
    if (json) {
      terminal.line(CommandJson.line(json(stock)));
      return;
    }
    Account account = stock.account();
    table(account).print(terminal);
    for (Supply supply : account.supplies()) {
      Style style = supply.status() == ReplenishmentStatus.OK ? Style.GOOD : Style.WARNING;
      terminal.line(
          supply.product()
              + ": "
              + supply.blank()
              + " blank(s), "
              + terminal.styled(style, supply.status().word()));
    }
    account
        .discrepancies()
        .forEach(found -> terminal.line(terminal.styled(Style.WARNING, "! ") + found.english()));
    terminal.line(
        account.shift() == 0 ? "no shift is open" : "shift " + account.shift() + " is open");
  }

  private static Table table(Account account) {
    Column[] columns = new Column[CardState.values().length + 4];
    columns[0] = Column.left("BATCH");
    columns[1] = Column.left("PRODUCT");
    columns[2] = Column.left("OPEN FOR");
    columns[3] = Column.right("RECEIVED");
    for (CardState state : CardState.values()) {
      columns[4 + state.ordinal()] =
          Column.right(state.english().toUpperCase(java.util.Locale.ROOT));
    }
    Table table = Table.of(columns);
    for (Batch batch : account.batches()) {
      Cell[] row = new Cell[columns.length];
      row[0] = Cell.of(batch.isUnbatched() ? "(no batch)" : batch.id());
      row[1] = Cell.of(batch.product());
      row[2] = Cell.of(openFor(batch));
      row[3] = Cell.of(Long.toString(batch.received()));
      for (CardState state : CardState.values()) {
        row[4 + state.ordinal()] = Cell.of(Long.toString(batch.count(state)));
      }
      table.row(row);
    }
    return table;
  }

  private static String openFor(Batch batch) {
    return String.join(
        " ", batch.openFor().stream().map(d -> d.isEmpty() ? "all" : d).sorted().toList());
  }

  private static ObjectNode json(Stock stock) {
    Account account = stock.account();
    ObjectNode node =
        CommandJson.object()
            .put("received", account.received())
            .put("inFeeders", stock.blank())
            .put("shift", account.shift());
    for (CardState state : CardState.values()) {
      node.put(state.word(), account.count(state));
    }
    ArrayNode batches = node.putArray("batches");
    for (Batch batch : account.batches()) {
      ObjectNode one =
          batches
              .addObject()
              .put("id", batch.id())
              .put("product", batch.product())
              .put("received", batch.received());
      for (CardState state : CardState.values()) {
        one.put(state.word(), batch.count(state));
      }
      batch.openFor().stream().sorted().forEach(one.putArray("openFor")::add);
    }
    ArrayNode discrepancies = node.putArray("discrepancies");
    account.discrepancies().forEach(found -> discrepancies.add(found.english()));
    return node;
  }

  @Command(
      name = "receive",
      description = "Records a carton of blanks.",
      mixinStandardHelpOptions = true)
  int receive(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Parameters(paramLabel = "BATCH", description = "As the carton's label says.") String batch,
      @Option(names = "--product", required = true, paramLabel = "PROFILE") String product,
      @Option(names = "--quantity", required = true, paramLabel = "CARDS") long quantity,
      @Option(
              names = "--label",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "Further facts from the label, such as a range of chip numbers.")
          String label)
      throws Exception {
    try (StationClient client = at.client()) {
      Person by = persons.by(terminal);
      Stock stock =
          client.stockDesk().receive(new Receipt(batch, product, quantity, label, by.name()), by);
      show(stock);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "open",
      description = "Takes blanks from a batch from now on.",
      mixinStandardHelpOptions = true)
  int open(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Parameters(paramLabel = "BATCH") String batch,
      @Option(
              names = "--device",
              defaultValue = "",
              paramLabel = "ID",
              description = "For this device alone; otherwise for all without one of their own.")
          String device)
      throws Exception {
    return move(at, persons, id.movement(Action.OPEN, batch, List.of(), 0, device));
  }

  @Command(
      name = "shut",
      description = "Takes no more blanks from a batch.",
      mixinStandardHelpOptions = true)
  int shut(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Parameters(paramLabel = "BATCH") String batch,
      @Option(names = "--device", defaultValue = "", paramLabel = "ID") String device)
      throws Exception {
    return move(at, persons, id.movement(Action.SHUT, batch, List.of(), 0, device));
  }

  @Command(
      name = "count",
      description = "Records how many blanks of a batch there are. A difference takes two persons.",
      mixinStandardHelpOptions = true)
  int count(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Parameters(paramLabel = "BATCH") String batch,
      @Parameters(paramLabel = "BLANKS") long blanks)
      throws Exception {
    return move(at, persons, id.movement(Action.COUNT, batch, List.of(), blanks, ""));
  }

  @Command(
      name = "assign",
      description = "Puts the cards that were taken while no batch was open into this one.",
      mixinStandardHelpOptions = true)
  int assign(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Parameters(paramLabel = "BATCH") String batch)
      throws Exception {
    return move(at, persons, id.movement(Action.ASSIGN, batch, List.of(), 0, ""));
  }

  @Command(
      name = "spoil",
      description = "Two persons declare cards to be waste, or see what a device has spoiled.",
      mixinStandardHelpOptions = true)
  int spoil(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Mixin CardOptions cards)
      throws Exception {
    return move(at, persons, cards.movement(Action.SPOIL, id));
  }

  @Command(
      name = "destroy",
      description = "Two persons destroy waste.",
      mixinStandardHelpOptions = true)
  int destroy(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Mixin CardOptions cards)
      throws Exception {
    return move(at, persons, cards.movement(Action.DESTROY, id));
  }

  @Command(
      name = "return",
      description = "Two persons send cards to the centre.",
      mixinStandardHelpOptions = true)
  int giveBack(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Mixin CardOptions cards)
      throws Exception {
    return move(at, persons, cards.movement(Action.RETURN, id));
  }

  @Command(
      name = "lose",
      description =
          "Two persons declare cards lost; a job whose card was in doubt ends, and its serial is"
              + " reported to be revoked.",
      mixinStandardHelpOptions = true)
  int lose(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Mixin CardOptions cards)
      throws Exception {
    return move(at, persons, cards.movement(Action.LOSE, id));
  }

  @Command(
      name = "identify",
      description =
          "Two persons give a card that was taken in unread its number, so that it is not counted"
              + " once more under that.",
      mixinStandardHelpOptions = true)
  int identify(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Mixin MovementOptions id,
      @Parameters(paramLabel = "UNREAD", description = "As 'stock cards' shows it: unread-N.")
          String unread,
      @Parameters(paramLabel = "CHIP", description = "Its number, read on another reader.")
          String chip)
      throws Exception {
    return move(at, persons, id.movement(Action.IDENTIFY, "", List.of(unread, chip), 0, ""));
  }

  @Command(
      name = "cards",
      description = "Lists cards whose chip was read, the last changed first.",
      mixinStandardHelpOptions = true)
  int cards(
      @Mixin StationOptions at,
      @Option(names = "--state", split = ",", paramLabel = "STATE") Set<CardState> states)
      throws Exception {
    Set<CardState> wanted = states == null ? EnumSet.noneOf(CardState.class) : states;
    try (StationClient client = at.client()) {
      Table table =
          Table.of(
              Column.left("CHIP"),
              Column.left("STATE"),
              Column.left("BATCH"),
              Column.left("JOB"),
              Column.left("SEEN BY TWO"));
      for (StockCard card : client.stockDesk().cards(wanted)) {
        table.row(
            card.chip(),
            card.state().english(),
            card.batch(),
            card.job().orElse("-"),
            card.state() == CardState.SPOILED ? (card.witnessed() ? "yes" : "no") : "");
      }
      table.print(terminal);
      return ExitCode.OK;
    }
  }

  private int move(StationOptions at, PersonOptions persons, Movement movement) throws Exception {
    try (StationClient client = at.client()) {
      Person by = persons.by(terminal);
      Person second = persons.second(terminal);
      show(client.stockDesk().move(movement, by, second));
      return ExitCode.OK;
    }
  }

  /** Id and reason of a movement. */
  static final class MovementOptions {

    @Option(
        names = "--id",
        paramLabel = "ID",
        description = "Of this movement; the same one is done once. Otherwise a random one.")
    private Optional<String> id = Optional.empty();

    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description =
            "damaged, misprinted, chip-failed, write-failed, unreadable, foreign, withdrawn,"
                + " surplus, miscounted, missing, found, opened-late or waste.")
    private Optional<String> reason = Optional.empty();

    Movement movement(Action action, String batch, List<String> cards, long quantity, String device)
        throws CommandFailure {
      Optional<Reason> known = reason.flatMap(Reason::of);
      if (reason.isPresent() && known.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--reason must be one of "
                + List.of(Reason.values()).stream().map(Reason::word).toList());
      }
      return new Movement(
          id.orElseGet(() -> UUID.randomUUID().toString()),
          action,
          batch,
          cards,
          quantity,
          device,
          known,
          "", // Who does it comes with the proof.
          Optional.empty());
    }
  }

  /** Which cards. */
  static final class CardOptions {

    @Parameters(
        arity = "0..*",
        paramLabel = "CARD",
        description = "Chip numbers, or jobs that the cards were for.")
    private List<String> cards = List.of();

    @Option(names = "--batch", defaultValue = "", description = "With --quantity.")
    private String batch = "";

    @Option(
        names = "--quantity",
        defaultValue = "0",
        description = "So many cards of --batch whose chip was never read.")
    private long quantity;

    Movement movement(Action action, MovementOptions id) throws CommandFailure {
      return id.movement(action, batch, cards, quantity, "");
    }
  }
}
