package org.countersign.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a {@link FaultPlan}. */
final class FaultSyntax {

  private static final Pattern ITEM =
      Pattern.compile(
          "(?<name>[a-z-]+)(=(?<sw>[0-9A-Fa-f]{4}))?(@(?<at>[1-9][0-9]{0,5}))?"
              + "(:(?<pages>[0-9]{1,4}))?(\\s+card=(?<card>[1-9][0-9]{0,5}))?");

  private static final String FORMS =
      "pull@K[:PAGES], sw=XXXX@K, answer-lost@K, mute[@K], swap@K, swap-unnoticed@K, jam, foreign,"
          + " issued, wrong-keys; each with card=N behind it or for every card; joined by ';'";

  private FaultSyntax() {}

  static List<FaultPlan.Item> parse(String text) {
    List<FaultPlan.Item> items = new ArrayList<>();
    if (text.isBlank()) {
      return items;
    }
    for (String part : text.split(";", -1)) {
      items.add(item(part.strip()));
    }
    return items;
  }

  private static FaultPlan.Item item(String text) {
    Matcher parts = ITEM.matcher(text);
    if (!parts.matches()) {
      throw wrong(text);
    }
    String card = parts.group("card");
    OptionalInt number =
        card == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(card));
    return new FaultPlan.Item(fault(text, parts), number);
  }

  private static CardFault fault(String text, Matcher parts) {
    String name = parts.group("name");
    String form = name + mark(parts, "sw") + mark(parts, "at") + mark(parts, "pages");
    return switch (form) {
      case "pull at" -> new CardFault.Pull(number(parts, "at"), 1);
      case "pull at pages" -> new CardFault.Pull(number(parts, "at"), number(parts, "pages"));
      case "sw sw at" -> new CardFault.WrongStatus(number(parts, "at"), statusWord(parts));
      case "answer-lost at" -> new CardFault.AnswerLost(number(parts, "at"));
      case "mute" -> new CardFault.Mute(0);
      case "mute at" -> new CardFault.Mute(number(parts, "at"));
      case "swap at" -> new CardFault.Swap(number(parts, "at"), true);
      case "swap-unnoticed at" -> new CardFault.Swap(number(parts, "at"), false);
      case "jam" -> new CardFault.Jam();
      case "foreign" -> new CardFault.Foreign();
      case "issued" -> new CardFault.Issued();
      case "wrong-keys" -> new CardFault.WrongKeys();
      default -> throw wrong(text);
    };
  }

  private static String mark(Matcher parts, String group) {
    return parts.group(group) == null ? "" : " " + group;
  }

  private static int number(Matcher parts, String group) {
    return Integer.parseInt(parts.group(group));
  }

  private static int statusWord(Matcher parts) {
    return Integer.parseInt(parts.group("sw").toUpperCase(Locale.ROOT), 16);
  }

  private static IllegalArgumentException wrong(String item) {
    return new IllegalArgumentException(
        "fault '" + item + "' is not understood; it is one of " + FORMS);
  }
}
