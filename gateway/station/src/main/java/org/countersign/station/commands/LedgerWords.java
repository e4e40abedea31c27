package org.countersign.station.commands;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.StationEvent;

/** What a record says, in plain words. */
final class LedgerWords {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private LedgerWords() {}

  static String time(StationEvent event) {
    return TIME.format(LocalDateTime.ofInstant(event.at(), ZoneId.systemDefault()));
  }

  static String words(StationEvent event) {
    Map<String, String> facts = event.facts();
    String what =
        event.kind().equals("job") ? job(event) : event.subject() + " is " + event.state();
    return what
        + fact(facts, "problem").map(p -> ": " + p).orElse("")
        + fact(facts, "secondPerson").map(p -> ", with " + p).orElse("");
  }

  private static String job(StationEvent event) {
    Map<String, String> facts = event.facts();
    String on = fact(facts, "device").map(device -> " on " + device).orElse("");
    Optional<JobState> state = state(event.state());
    if (state.isEmpty()) {
      return event.state();
    }
    return switch (state.get()) {
      case ACCEPTED ->
          "application accepted for a "
              + fact(facts, "profile").orElse("card")
              + ", to be signed with "
              + fact(facts, "suite").orElse("?");
      case RESERVED -> reserved(facts, on);
      case OPENED -> "card " + fact(facts, "chip").orElse("?") + " opened" + on;
      case AUTHENTICATING -> "about to authenticate to the card" + on;
      case SIGNED -> "data signed";
      case WRITING -> "about to write the card" + on;
      case READ_BACK -> "card read back" + on;
      case ACTIVATING -> "about to make the card valid" + on;
      case ACTIVATED -> activated(facts, on);
      case REPORTED -> "the centre has acknowledged the card";
      case HANDED_OVER -> "card handed over";
      case SPOILED -> "card spoiled" + on;
      case VOID -> "job void, no card was made";
      case IN_DOUBT -> "in doubt until the card is read" + on;
    };
  }

  private static String reserved(Map<String, String> facts, String on) {
    String serial = fact(facts, "serial").orElse("?");
    if (facts.containsKey("problem")) {
      String card = fact(facts, "card").map(c -> ", the card is " + word(c)).orElse("");
      return "back in line with serial " + serial + card + on;
    }
    return "serial "
        + serial
        + " reserved"
        + fact(facts, "grant").map(grant -> " under grant " + grant).orElse("");
  }

  private static String activated(Map<String, String> facts, String on) {
    return fact(facts, "verdict")
        .map(verdict -> "card read independently" + on + ", verdict: " + verdict)
        .orElse("card made valid" + on);
  }

  private static String word(String state) {
    return state.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static Optional<JobState> state(String name) {
    return java.util.Arrays.stream(JobState.values())
        .filter(state -> state.name().equals(name))
        .findFirst();
  }

  private static Optional<String> fact(Map<String, String> facts, String name) {
    return Optional.ofNullable(facts.get(name)).filter(value -> !value.isEmpty());
  }
}
