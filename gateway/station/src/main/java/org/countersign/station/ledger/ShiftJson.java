package org.countersign.station.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.ShiftReport;

/** Openings and reports as they are kept: the digest in the chain is over this text. */
final class ShiftJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** A batch at one moment. */
  record BatchThen(String id, String product, long received, Map<CardState, Long> counts) {}

  /**
   * What a shift began with.
   *
   * @param batches as they were when the shift before was closed, so that nothing falls between two
   *     shifts; none for the first
   * @param since newest record of that moment
   * @param counted blanks counted by hand at the opening, by batch
   * @param onRecord blanks of the same batches on record at that moment
   */
  record Opening(
      List<BatchThen> batches, long since, Map<String, Long> counted, Map<String, Long> onRecord) {}

  /** Every batch when a shift was closed. */
  record Closing(List<BatchThen> batches) {}

  private ShiftJson() {}

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }

  static Opening opening(String json) {
    return read(json, Opening.class);
  }

  static Closing closing(String json) {
    return read(json, Closing.class);
  }

  static ShiftReport report(String json) {
    return read(json, ShiftReport.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new LedgerException("a shift in the ledger is not JSON as this gateway writes it", e);
    }
  }
}
