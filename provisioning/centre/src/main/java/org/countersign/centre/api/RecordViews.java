package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.countersign.centre.store.CardRecord;
import org.countersign.centre.store.CardRecords;
import org.countersign.centre.store.Database;
import org.countersign.protocol.records.RecordStore.Position;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Records of cards, as JSON. */
final class RecordViews {

  private static final int MOST_OF_STATION = 50;
  private static final int MOST_OF_SERIAL = 100;

  private final CardRecords records;

  RecordViews(Database database) {
    this.records = new CardRecords(database);
  }

  ObjectNode ofStation(EdgeNodeDescriptor station) {
    Position position = records.position(station).orElse(new Position(0, 0, 0));
    ObjectNode node =
        Json.object().put("epoch", position.epoch()).put("through", position.through());
    ArrayNode cards = node.putArray("cards");
    records.newest(station, MOST_OF_STATION).forEach(record -> cards.add(card(record)));
    return node;
  }

  ObjectNode ofSerial(String serial) {
    ObjectNode node = Json.object();
    ArrayNode cards = node.putArray("cards");
    List<CardRecord> found = records.ofSerial(serial, MOST_OF_SERIAL);
    for (CardRecord record : found) {
      ObjectNode card =
          cards
              .addObject()
              .put("district", record.station().group())
              .put("station", record.station().node());
      card.setAll(card(record));
    }
    return node;
  }

  private static ObjectNode card(CardRecord record) {
    ObjectNode node =
        Json.object()
            .put("sequence", record.sequence())
            .put("at", record.timeMillis())
            .put("kind", record.kind())
            .put("serial", record.serial())
            .put("chip", record.chip());
    record.profile().ifPresent(profile -> node.put("profile", profile));
    record.card().ifPresent(card -> node.put("card", card));
    return node;
  }
}
