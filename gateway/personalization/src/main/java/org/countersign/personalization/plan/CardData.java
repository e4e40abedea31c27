package org.countersign.personalization.plan;

import java.time.LocalDate;
import java.util.Map;
import org.countersign.apdu.Bytes;

/**
 * The checked data of one application, defaults filled in. Personal; never printed.
 *
 * @param texts by element name
 * @param attachments by element name
 * @param serial the card's serial
 * @param suite signature suite
 * @param today day of issue
 */
record CardData(
    Map<String, String> texts,
    Map<String, Bytes> attachments,
    String serial,
    String suite,
    LocalDate today) {

  CardData {
    texts = Map.copyOf(texts);
    attachments = Map.copyOf(attachments);
  }

  /** Whether {@code data.NAME} or {@code attachments.NAME} is there. */
  boolean has(String element) {
    int dot = element.indexOf('.');
    String name = element.substring(dot + 1);
    return element.startsWith("data.") ? texts.containsKey(name) : attachments.containsKey(name);
  }

  @Override
  public String toString() {
    return "CardData[" + serial + "]";
  }
}
