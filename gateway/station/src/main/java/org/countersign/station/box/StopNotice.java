package org.countersign.station.box;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person says before the station is stopped. It lies in a file, {@code stop-notice.json}
 * beside the ledger, since the stop comes by another way: systemd, a shutdown of the box, a signal.
 * The next stop takes it. Any thread.
 *
 * @param reason why, {@link #isReason}
 * @param given when it was said
 * @param until when the station is expected back; empty if nobody said
 */
public record StopNotice(String reason, Instant given, Optional<Instant> until) {

  /** A stop that comes later is another one. */
  public static final Duration HOLDS = Duration.ofMinutes(15);

  /** Characters of a reason. */
  public static final int LONGEST_REASON = 200;

  private static final Logger LOG = LoggerFactory.getLogger(StopNotice.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "stop-notice.json";
  private static final int LONGEST = 4_096;

  /** Whether a text can be a reason: something, {@value #LONGEST_REASON} characters at most. */
  public static boolean isReason(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_REASON
        && text.codePoints().noneMatch(Character::isISOControl);
  }

  /**
   * Leaves it for the next stop, instead of an earlier one.
   *
   * @param folder of the ledger
   * @throws IOException if it cannot be written
   */
  public void leave(Path folder) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("reason", reason).put("given", given.toString());
    until.ifPresent(back -> node.put("until", back.toString()));
    Path fresh = Files.createTempFile(folder, NAME, ".new");
    Files.writeString(fresh, JSON.writeValueAsString(node));
    // The service is another user than the person who says it.
    fresh.toFile().setReadable(true, false);
    Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Takes the notice that was left, so that it counts once; empty if there is none, if it was left
   * longer than {@link #HOLDS} ago, or if it cannot be read, which costs a warning.
   */
  public static Optional<StopNotice> take(Path folder, Instant now) {
    Path file = folder.resolve(NAME);
    try {
      Optional<StopNotice> left =
          Files.size(file) <= LONGEST ? read(Files.readString(file)) : Optional.empty();
      Files.delete(file);
      if (left.isEmpty()) {
        LOG.warn("{} is no notice of a stop and is passed over", file);
      }
      return left.filter(notice -> notice.holds(now));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("the notice of the stop cannot be taken from {}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private boolean holds(Instant now) {
    return !given.isAfter(now) && now.isBefore(given.plus(HOLDS));
  }

  private static Optional<StopNotice> read(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      String reason = node.path("reason").asText();
      Instant given = Instant.parse(node.path("given").asText());
      Optional<Instant> until =
          Optional.ofNullable(node.get("until")).map(JsonNode::asText).map(Instant::parse);
      return isReason(reason)
          ? Optional.of(new StopNotice(reason, given, until))
          : Optional.empty();
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
