package org.countersign.station.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.station.box.DurableFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The birth/death sequence number over restarts, one decimal number in a file that is replaced
 * whole. A death that arrives late is told from the present life by it; a station must not stop for
 * it, so a file that cannot be read or written costs a warning and the number goes on in memory.
 * One thread.
 */
public final class BdSeqStore {

  private static final Logger log = LoggerFactory.getLogger(BdSeqStore.class);
  private static final int NONE = -1;
  private static final int LONGEST = 16;

  private final Path file;
  private int last;

  private BdSeqStore(Path file, int last) {
    this.file = file;
    this.last = last;
  }

  /** The store in a file of an existing folder; the file need not be there. */
  public static BdSeqStore in(Path file) {
    return new BdSeqStore(file, read(file));
  }

  /** Number of the next CONNECT, on disk before it returns: 0 at first, 255 is followed by 0. */
  int next() {
    last = last == NONE ? 0 : EdgeNodeSession.bdSeqAfter(last);
    try {
      write(last);
    } catch (IOException e) {
      log.warn("Fleet link: bdSeq {} could not be kept in {}: {}", last, file, e.toString());
    }
    return last;
  }

  private static int read(Path file) {
    try {
      if (Files.size(file) <= LONGEST) {
        int number = Integer.parseInt(Files.readString(file, StandardCharsets.US_ASCII).strip());
        if (number >= 0 && number <= 255) {
          return number;
        }
      }
      log.warn("Fleet link: {} holds no bdSeq from 0 to 255; starting from 0", file);
    } catch (NoSuchFileException firstStart) {
      return NONE;
    } catch (IOException | NumberFormatException e) {
      log.warn("Fleet link: no bdSeq from {}: {}; starting from 0", file, e.toString());
    }
    return NONE;
  }

  private void write(int number) throws IOException {
    DurableFile.replace(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
