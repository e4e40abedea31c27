package org.countersign.tck;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.link.Links;

/**
 * What a vendor lays ready for the kit: the driver, a device or its emulator, and what can be done
 * to it. Only {@link #subject} and {@link #settings} are needed; whatever else is missing is
 * reported as not proven, never passed over.
 */
public interface Bench extends AutoCloseable {

  /** What is judged. */
  Subject subject();

  /** Settings of the device as they would stand in its file, as text. */
  Map<String, String> settings();

  /** Settings of a second device that may be open at the same time; a card is in it. */
  default Optional<Map<String, String>> secondSettings() {
    return Optional.empty();
  }

  /**
   * Settings under which each command of the chip takes five seconds or more; for benches whose
   * card does not know how to wait.
   */
  default Optional<Map<String, String>> slowSettings() {
    return Optional.empty();
  }

  /** Settings that the gateway takes by their types, but the driver must refuse. */
  default List<Map<String, String>> wrongSettings() {
    return List.of();
  }

  /** Keys of {@link #settings} whose values are secret and must appear nowhere. */
  default Set<String> secretSettings() {
    return Set.of();
  }

  /** Secrets of eight bytes or more that settings only lead to, such as the key in a file. */
  default List<byte[]> secrets() {
    return List.of();
  }

  /** Opens the lines of drivers that use any. */
  default Links links() {
    return Links.none();
  }

  /** What can be done by hand or by an emulator. */
  default Map<Deed, Act> deeds() {
    return Map.of();
  }

  /** Whether the card does what {@link org.countersign.tck.card.KitCommand} says. */
  default boolean hasKitCard() {
    return true;
  }

  /** Whether the same calls make the same bytes; false for a line with random numbers in it. */
  default boolean isRepeatable() {
    return true;
  }

  /** The longest that the device takes for one short exchange when all is well. */
  default Duration exchangeLimit() {
    return Duration.ofSeconds(2);
  }

  /** The longest that a mechanical movement or printing a side takes. */
  default Duration movementLimit() {
    return Duration.ofSeconds(60);
  }

  /** A firmware image that may be sent, but is not activated; empty if none may be. */
  default Optional<byte[]> firmwareImage() {
    return Optional.empty();
  }

  /** Lets everything go. */
  @Override
  default void close() throws Exception {}

  /** One deed. */
  @FunctionalInterface
  interface Act {
    /** Does it; any exception means that the bench is broken, not the driver. */
    void run() throws Exception;
  }
}
