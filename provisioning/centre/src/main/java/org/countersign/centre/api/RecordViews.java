package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.countersign.centre.store.CardRecord;
import org.countersign.centre.store.CardRecords;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.OpenAlarm;
import org.countersign.centre.store.RecordGap;
import org.countersign.centre.store.StationAlarms;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.records.RecordStore.Position;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Records of cards, as JSON. */
final class RecordViews {

  private static final int MOST_OF_STATION = 50;
  private static final int MOST_OF_SERIAL = 100;
  private static final int MOST_ALARMS = 100;
  private static final int MOST_GAPS = 20;
  private static final String LOST =
      "records of these numbers are not here, and the station sends them no more";
  private static final String LOST_TODO =
      "see what was put back here and when; cards of that time stand in the station's ledger alone:"
          + " keep its data folder, and restore a newer copy of this centre's database if there is"
          + " one";
  private static final String LOST_CHINESE = "中心缺少这些编号的记录，站点也不再重发";
  private static final String LOST_TODO_CHINESE =
      "请查明中心数据库何时被恢复为旧副本；该时段的制证记录只存于站点账本，请保留其数据目录；若有更新的数据库副本请恢复";

  private final CardRecords records;
  private final StationAlarms alarms;

  RecordViews(Database database) {
    this.records = new CardRecords(database);
    this.alarms = new StationAlarms(database);
  }

  ObjectNode ofStation(EdgeNodeDescriptor station, Language language) {
    Position position = records.position(station).orElse(new Position(0, 0, 0));
    ObjectNode node =
        Json.object().put("epoch", position.epoch()).put("through", position.through());
    ArrayNode cards = node.putArray("cards");
    records.newest(station, MOST_OF_STATION).forEach(record -> cards.add(card(record)));
    ArrayNode gaps = node.putArray("gaps");
    for (RecordGap gap : records.gaps(station, MOST_GAPS)) {
      gaps.addObject()
          .put("epoch", gap.epoch())
          .put("after", gap.after())
          .put("through", gap.through())
          .put("found", gap.found())
          .put("what", language == Language.CHINESE ? LOST_CHINESE : LOST)
          .put("todo", language == Language.CHINESE ? LOST_TODO_CHINESE : LOST_TODO);
    }
    return node;
  }

  /** Alarms that are raised; one of a newer station has its own words alone. */
  ArrayNode alarms(EdgeNodeDescriptor station, Language language) {
    ArrayNode list = Json.array();
    for (OpenAlarm alarm : alarms.of(station, MOST_ALARMS)) {
      list.addObject()
          .put("code", alarm.code())
          .put("subject", alarm.subject())
          .put("since", alarm.since())
          .put("what", alarm.known().map(language::what).orElse(alarm.what()))
          .put("todo", alarm.known().map(language::todo).orElse(""))
          .put("detail", alarm.what())
          .put("grave", alarm.known().map(AlarmCode::isGrave).orElse(false));
    }
    return list;
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
