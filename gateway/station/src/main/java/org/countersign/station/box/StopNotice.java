package org.countersign.station.box;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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

  /** Nobody is away on purpose for longer. */
  public static final Duration LONGEST_AWAY = Duration.ofDays(30);

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
    try {
      Files.writeString(fresh, JSON.writeValueAsString(node));
      // The service is another user than the person who says it.
      fresh.toFile().setReadable(true, false);
      Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * Takes the notice that was left, so that it counts once; empty if there is none, if it was left
   * longer than {@link #HOLDS} ago, or if it cannot be read, which costs a warning. Notices that
   * were cut off while they were left go too.
   */
  public static Optional<StopNotice> take(Path folder, Instant now) {
    Path file = folder.resolve(NAME);
    sweep(folder, now);
    try {
      Optional<StopNotice> left =
          Files.size(file) <= LONGEST ? read(Files.readAllBytes(file)) : Optional.empty();
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

  /** What {@link #leave} did not come to the end with; one that is just being written stays. */
  private static void sweep(Path folder, Instant now) {
    try (DirectoryStream<Path> cut = Files.newDirectoryStream(folder, NAME + "*.new")) {
      for (Path file : cut) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(HOLDS))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("notices that were cut off are left in {}: {}", folder, e.toString());
    }
  }

  private boolean holds(Instant now) {
    return !given.isAfter(now) && now.isBefore(given.plus(HOLDS));
  }

  private boolean isPlausible() {
    return isReason(reason)
        && until.map(back -> !back.isAfter(given.plus(LONGEST_AWAY))).orElse(true);
  }

  private static Optional<StopNotice> read(byte[] text) throws IOException {
    try {
      JsonNode node = JSON.readTree(text);
      String reason = node.path("reason").asText();
      Instant given = Instant.parse(node.path("given").asText());
      Optional<Instant> until =
          Optional.ofNullable(node.get("until")).map(JsonNode::asText).map(Instant::parse);
      return Optional.of(new StopNotice(reason, given, until)).filter(StopNotice::isPlausible);
    } catch (JsonProcessingException | CharConversionException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
