package org.countersign.station.box;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to the system that a short command answers with a word, such as {@code timedatectl
 * show}. Nobody is waited for longer than the limit, and a machine without the command answers
 * nothing.
 *
 * @param command with its arguments; it reads nothing, and what it says on standard error is lost
 * @param limit after which it is killed, and nothing is known
 */
public record SystemQuestion(List<String> command, Duration limit) {

  private static final Logger LOG = LoggerFactory.getLogger(SystemQuestion.class);
  private static final int LONGEST = 32;

  /**
   * What a command said.
   *
   * @param word at most 32 bytes of ASCII, without white space around it
   */
  public record Answer(int exitCode, String word) {}

  /** Takes a copy of the command. */
  public SystemQuestion {
    command = List.copyOf(command);
  }

  /** Asks on this thread; empty if there was no answer in time, or an interrupt, which is kept. */
  public Optional<Answer> ask() {
    try {
      Process asked =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return answerOf(asked);
    } catch (IOException e) {
      LOG.debug("{} gives no answer: {}", command.getFirst(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Answer> answerOf(Process asked) throws IOException {
    try (InputStream answer = asked.getInputStream()) {
      if (!asked.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{} did not answer within {} ms", command.getFirst(), limit.toMillis());
        return Optional.empty();
      }
      String said = new String(answer.readNBytes(LONGEST), StandardCharsets.US_ASCII);
      return Optional.of(new Answer(asked.exitValue(), said.strip()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      asked.destroyForcibly();
    }
  }
}
