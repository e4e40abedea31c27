package org.countersign.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.simulator.VirtualCard;
import org.sqlite.SQLiteConfig;

/**
 * Holds each card that leaves an encoder against the ledger, and keeps of it no more than a bit, so
 * that a run may be as long as it likes. One thread.
 */
final class SoakAccount implements AutoCloseable {

  private static final int MOST_TOLD = 20;

  /** An inspection system reads every so manieth card. */
  private static final int INSPECTED = 50;

  /** Taken in by a device that could not read its number. */
  private static final String UNREAD = "QUARANTINED unread";

  /** Reads a card that is on record as issued for a job. */
  interface Desk {
    /** {@code good}, or what is wrong. */
    String verdict(VirtualCard card, int job, String serial) throws Exception;
  }

  /** Two persons who tell the station which card it took in unread. */
  interface Clerks {
    void identify(String unread, String chip) throws Exception;
  }

  private final SoakHopper hopper;
  private final Desk desk;
  private final Connection ledger;
  private final PreparedStatement byChip;
  private final BitSet active = new BitSet();
  private final Map<String, Integer> cards = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<SoakHopper.Left> later = new ArrayList<>();
  private int violated;
  private int issued;
  private int inspected;
  private int putBack;
  private int toTheCentre;
  private final List<String> inTheBin = new ArrayList<>();
  private int identified;

  /** Over a ledger that a station has open. */
  SoakAccount(Path file, SoakHopper hopper, Desk desk) throws SQLException {
    this.hopper = hopper;
    this.desk = desk;
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    this.ledger = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    this.byChip =
        ledger.prepareStatement(
            "SELECT c.state, c.job, j.serial, j.problem FROM cards c LEFT JOIN jobs j ON j.id ="
                + " c.job WHERE c.chip = ?");
  }

  /** Sorts what has left the encoders: what is settled is counted, the rest is put back. */
  void sort() throws Exception {
    List<SoakHopper.Left> now = new ArrayList<>(later);
    later.clear();
    SoakHopper.Left next = hopper.takeOut();
    while (next != null) {
      now.add(next);
      next = hopper.takeOut();
    }
    for (SoakHopper.Left card : now) {
      sort(card);
    }
  }

  private void sort(SoakHopper.Left left) throws Exception {
    VirtualCard card = left.card();
    byChip.setString(1, number(card));
    String state = "BLANK";
    String job = "";
    String serial = "";
    boolean centre = false;
    try (ResultSet row = byChip.executeQuery()) {
      if (row.next()) {
        state = row.getString(1);
        job = row.getString(2) == null ? "" : row.getString(2);
        serial = row.getString(3) == null ? "" : row.getString(3);
        centre = String.valueOf(row.getString(4)).contains("send it to the centre");
      }
    }
    boolean finished = card.state().isFinished();
    switch (state) {
      case "ISSUED" -> issued(card, finished, Integer.parseInt(job.substring(5)), serial);
      case "SPOILED", "QUARANTINED" -> {
        require(!finished, state + " on record and valid: " + job);
        cards.merge(state, 1, Integer::sum);
      }
      case "BLANK" -> {
        require(card.state().files().isEmpty() && !finished, "a blank on record was written to");
        if (left.retained()) {
          // On record without its number, which could not be read.
          cards.merge(UNREAD, 1, Integer::sum);
        } else {
          putBack(card);
        }
      }
      case "IN_DOUBT" -> {
        if (left.retained()) {
          inTheBin.add(number(card));
        }
        if (centre) {
          doubtful(finished, Integer.parseInt(job.substring(5)));
        } else {
          putBack(card);
        }
      }
      default -> later.add(left); // Its lane has not yet written down what became of it.
    }
    require(card.state().defects().isEmpty(), "the simulator failed: " + card.state().defects());
  }

  /** So many tries of its keys may be spent that no station makes another one. */
  private void doubtful(boolean finished, int job) {
    require(!active.get(job), "another valid card for job " + job + ", whose card is in doubt");
    active.set(job, finished);
    cards.merge("IN_DOUBT", 1, Integer::sum);
    toTheCentre++;
  }

  private void putBack(VirtualCard card) {
    putBack++;
    hopper.putBack(card);
  }

  private void issued(VirtualCard card, boolean finished, int job, String serial) throws Exception {
    require(finished, "on record as issued and not valid: job " + job);
    require(!active.get(job), "a second valid card for job " + job);
    active.set(job);
    cards.merge("ISSUED", 1, Integer::sum);
    if (issued++ % INSPECTED == 0) {
      inspected++;
      String verdict = desk.verdict(card, job, serial);
      require(verdict.equals("good"), "the card of job " + job + ": " + verdict);
    }
  }

  /** The card's own ten bytes: 2 of its maker, 2 fabrication date, 4 serial number, 2 batch. */
  private static String number(VirtualCard card) {
    String id = card.chipId().toUpperCase(java.util.Locale.ROOT);
    return "43534C44" + id.substring(16, 20) + id.substring(8, 16);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      violated++;
      if (violations.size() < MOST_TOLD) {
        violations.add(otherwise);
      }
    }
  }

  /** Whether every card that has left an encoder is settled. */
  boolean settled() {
    return later.isEmpty();
  }

  /**
   * Settles what stands on record twice: a card in doubt that could not be read once, and was taken
   * in without its number. Whoever empties the bins finds fewer cards there than on record.
   */
  void emptyBins(Clerks clerks) throws Exception {
    List<String> unread = new ArrayList<>();
    try (Statement statement = ledger.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT chip FROM cards WHERE chip LIKE 'unread-%'")) {
      while (row.next()) {
        unread.add(row.getString(1));
      }
    }
    int twice = unread.size() - cards.getOrDefault(UNREAD, 0);
    require(
        twice >= 0 && twice <= inTheBin.size(),
        unread.size() + " unread cards on record, and " + cards + " and " + inTheBin.size());
    for (int card = 0; card < Math.min(twice, inTheBin.size()); card++) {
      clerks.identify(unread.get(card), inTheBin.get(card));
      identified++;
    }
  }

  /** Compares the whole account with the whole ledger, once no card is in hand. */
  Map<String, Integer> compare(int jobs) throws SQLException {
    Map<String, Integer> ends = new TreeMap<>();
    try (Statement statement = ledger.createStatement()) {
      count(statement, "SELECT state, count(*) FROM jobs GROUP BY state", ends);
      Map<String, Integer> onRecord = new TreeMap<>();
      count(
          statement,
          "SELECT iif(chip LIKE 'unread-%', state || ' unread', state), count(*) FROM cards"
              + " GROUP BY 1",
          onRecord);
      onRecord.remove("BLANK");
      require(onRecord.equals(cards()), "cards " + cards + ", on record " + onRecord);
      try (ResultSet row = statement.executeQuery("SELECT id, state FROM jobs")) {
        while (row.next()) {
          int job = Integer.parseInt(row.getString(1).substring(5));
          String state = row.getString(2);
          require(
              state.equals("IN_DOUBT") || state.equals("ACTIVATED") == active.get(job),
              "job " + job + " is " + state + ", a valid card: " + active.get(job));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT count(*) FROM (SELECT serial FROM jobs WHERE serial IS NOT NULL GROUP BY"
                  + " serial HAVING count(*) > 1)")) {
        require(row.next() && row.getInt(1) == 0, "serials were given twice");
      }
    }
    int all = ends.values().stream().mapToInt(Integer::intValue).sum();
    require(all == jobs, all + " jobs on record of " + jobs);
    require(
        ends.keySet().stream().allMatch(List.of("ACTIVATED", "SPOILED", "IN_DOUBT")::contains)
            && ends.getOrDefault("IN_DOUBT", 0) == toTheCentre,
        "jobs ended " + ends + ", cards sent to the centre: " + toTheCentre);
    return ends;
  }

  private static void count(Statement statement, String sql, Map<String, Integer> into)
      throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        into.put(row.getString(1), row.getInt(2));
      }
    }
  }

  /** Adds what somebody else has found. */
  void violation(String what) {
    require(false, what);
  }

  int violated() {
    return violated;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  Map<String, Integer> cards() {
    return new TreeMap<>(cards);
  }

  int inspected() {
    return inspected;
  }

  /** Jobs that end in doubt for the station, since only the centre may go on with their cards. */
  int toTheCentre() {
    return toTheCentre;
  }

  /** Cards that were taken in unread and turned out to be on record by their number. */
  int identified() {
    return identified;
  }

  /** Times that a card was put back into a hopper. */
  int putBack() {
    return putBack;
  }

  @Override
  public void close() throws SQLException {
    ledger.close();
  }
}
