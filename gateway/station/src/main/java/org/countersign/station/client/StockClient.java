package org.countersign.station.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.StockCard;

/**
 * Calls a station about its stock and shifts. A PIN goes in the body alone; the body is wiped once
 * it was sent.
 */
public final class StockClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StationClient station;

  StockClient(StationClient station) {
    this.station = station;
  }

  /** Shifts, the last one first, and the number of the next. */
  public record ShiftPage(List<Shift> shifts, long next) {
    public ShiftPage {
      shifts = List.copyOf(shifts);
    }
  }

  /** Records a batch. */
  public Stock receive(Receipt receipt, Person by) throws StationException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("product", receipt.product())
            .put("quantity", Long.toString(receipt.quantity()))
            .put("label", receipt.label())
            .put("by", by.name())
            .put("pin", new String(by.pin()));
    return Answers.stock(put("/v1/stock/batches/" + StationClient.encoded(receipt.batch()), body));
  }

  /** Records what persons did. */
  public Stock move(Movement movement, Person by, Person second)
      throws StationException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("action", movement.action().word())
            .put("batch", movement.batch())
            .put("quantity", Long.toString(movement.quantity()))
            .put("device", movement.device())
            .put("reason", movement.reason().map(Reason::word).orElse(""))
            .put("by", by.name())
            .put("pin", new String(by.pin()))
            .put("second", second.name())
            .put("secondPin", new String(second.pin()));
    movement.cards().forEach(body.putArray("cards")::add);
    return Answers.stock(put("/v1/stock/movements/" + StationClient.encoded(movement.id()), body));
  }

  /** Cards whose chip was read; no states means all. */
  public List<StockCard> cards(Set<CardState> states)
      throws StationException, InterruptedException {
    String query =
        states.isEmpty()
            ? ""
            : states.stream().map(CardState::word).collect(Collectors.joining(",", "?state=", ""));
    return StockAnswers.cards(station.get("/v1/stock/cards" + query));
  }

  /** The newest shifts. */
  public ShiftPage shifts() throws StationException, InterruptedException {
    JsonNode list = station.get("/v1/shifts");
    List<Shift> shifts = new ArrayList<>();
    list.path("shifts").forEach(shift -> shifts.add(StockAnswers.shift(shift)));
    return new ShiftPage(shifts, list.path("next").asLong());
  }

  /**
   * Opens or closes a shift.
   *
   * @param counted blanks counted by hand, by batch
   */
  public Shift change(long number, boolean open, Person by, Map<String, Long> counted)
      throws StationException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("state", open ? "OPEN" : "CLOSED")
            .put("by", by.name())
            .put("pin", new String(by.pin()));
    ObjectNode blanks = body.putObject("counted");
    counted.forEach((batch, count) -> blanks.put(batch, Long.toString(count)));
    return StockAnswers.shift(put("/v1/shifts/" + number, body));
  }

  /** The report of a closed shift as HTML. */
  public String report(long number) throws StationException, InterruptedException {
    return station.get("/v1/shifts/" + number + "/report", "text/html");
  }

  private JsonNode put(String path, ObjectNode body) throws StationException, InterruptedException {
    return putOnce(station, path, body);
  }

  /** Sends a body that holds PINs, and wipes it. */
  static JsonNode putOnce(StationClient station, String path, ObjectNode body)
      throws StationException, InterruptedException {
    byte[] bytes;
    try {
      bytes = JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts are always JSON", impossible);
    }
    try {
      return station.put(path, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
