package org.countersign.personalization;

import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;

/**
 * One approved application, as the profile's data section names its elements. Personal data: never
 * printed.
 *
 * @param profile profile id
 * @param suite signature suite; empty takes the profile's first
 * @param data text elements by name; dates as yyyy-MM-dd
 * @param attachments binary elements by name
 */
public record Application(
    String profile,
    Optional<String> suite,
    Map<String, String> data,
    Map<String, Bytes> attachments) {

  /**
   * Attachment that no profile names: the keys of the cards that may be drawn for it, wrapped by
   * the authority for this job at this station. See {@code gateway/docs/keys.md}.
   */
  public static final String KEY_ENVELOPE = "keyEnvelope";

  public Application {
    data = Map.copyOf(data);
    attachments = Map.copyOf(attachments);
  }

  @Override
  public String toString() {
    return "Application[" + profile + "]";
  }
}
