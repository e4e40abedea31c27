package org.countersign.station.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.StockCard;
import org.countersign.station.stock.Supply;

/** Reads the JSON of the stock. A field that is not there reads as empty. */
final class StockAnswers {

  private StockAnswers() {}

  static Account account(JsonNode node) {
    List<Batch> batches = new ArrayList<>();
    node.path("batches").forEach(batch -> batches.add(batch(batch)));
    List<Supply> supplies = new ArrayList<>();
    node.path("supplies")
        .forEach(s ->
            supplies.add(
                new Supply(
                    Answers.text(s, "product"),
                    s.path("blank").asLong(),
                    s.path("threshold").asLong())));
    List<Discrepancy> discrepancies = new ArrayList<>();
    node.path("discrepancies")
        .forEach(d ->
            discrepancies.add(
                new Discrepancy(
                    Discrepancy.Kind.valueOf(Answers.text(d, "kind")),
                    Answers.text(d, "subject"),
                    d.path("cards").asLong())));
    return new Account(batches, supplies, discrepancies, node.path("shift").asLong());
  }

  private static Batch batch(JsonNode node) {
    Map<CardState, Long> counts = new EnumMap<>(CardState.class);
    for (CardState state : CardState.values()) {
      counts.put(state, node.path(state.word()).asLong());
    }
    Set<String> openFor = new HashSet<>();
    node.path("openFor").forEach(device -> openFor.add(device.asText()));
    return new Batch(
        Answers.text(node, "id"),
        Answers.text(node, "product"),
        node.path("received").asLong(),
        node.path("surplus").asLong(),
        node.path("receivedAtMillis").asLong(),
        Answers.text(node, "receivedBy"),
        Answers.text(node, "label"),
        counts,
        openFor);
  }

  static List<StockCard> cards(JsonNode list) {
    List<StockCard> cards = new ArrayList<>();
    list.path("cards")
        .forEach(card ->
            cards.add(
                new StockCard(
                    Answers.text(card, "chip"),
                    CardState.of(Answers.text(card, "state")).orElse(CardState.IN_DOUBT),
                    Answers.text(card, "batch"),
                    Optional.of(Answers.text(card, "job")).filter(job -> !job.isEmpty()),
                    card.path("witnessed").asBoolean())));
    return cards;
  }

  static Shift shift(JsonNode node) {
    boolean closed = Answers.text(node, "state").equals("CLOSED");
    return new Shift(
        node.path("number").asLong(),
        node.path("openedAtMillis").asLong(),
        Answers.text(node, "openedBy"),
        closed
            ? Optional.of(
                new Shift.Closing(
                    node.path("closedAtMillis").asLong(),
                    Answers.text(node, "closedBy"),
                    Answers.text(node, "digest")))
            : Optional.empty());
  }
}
