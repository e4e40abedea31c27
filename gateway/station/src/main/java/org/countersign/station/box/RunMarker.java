package org.countersign.station.box;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the last run ended, by a file that is replaced whole and is on the disk before a call
 * returns. A run that is killed leaves its own word behind, so the next one knows. A file that
 * cannot be read or written costs a warning and the answer, never the station. One thread.
 */
public final class RunMarker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunMarker.class);
  private static final String RUNNING = "running";
  private static final String ENDED = "ended in order";
  private static final int LONGEST = 64;

  private final Path file;
  private final Optional<Boolean> lastClean;
  private boolean inOrder;

  private RunMarker(Path file, Optional<Boolean> lastClean) {
    this.file = file;
    this.lastClean = lastClean;
  }

  /**
   * A run begins.
   *
   * @param file in an existing folder, whose ledger this process has locked: another process must
   *     not do the same
   */
  public static RunMarker begin(Path file) {
    RunMarker marker = new RunMarker(file, read(file));
    marker.write(RUNNING);
    return marker;
  }

  /** Whether the run before this one ended in order; empty at the first. */
  public Optional<Boolean> lastClean() {
    return lastClean;
  }

  /** This run ends in order: {@link #close} will say so. */
  public void endsInOrder() {
    inOrder = true;
  }

  @Override
  public void close() {
    if (inOrder) {
      write(ENDED);
    }
  }

  private static Optional<Boolean> read(Path file) {
    try {
      if (Files.size(file) <= LONGEST) {
        String word = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (word.equals(RUNNING) || word.equals(ENDED)) {
          return Optional.of(word.equals(ENDED));
        }
      }
      LOG.warn("{} does not say how the last run ended; it is written anew", file);
    } catch (NoSuchFileException first) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("how the last run ended cannot be read from {}: {}", file, e.toString());
    }
    return Optional.empty();
  }

  private void write(String word) {
    try {
      DurableFile.replace(file, (word + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("how this run ends cannot be kept in {}: {}", file, e.toString());
    }
  }
}
