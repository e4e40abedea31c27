package org.countersign.tck.toy.driver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LinkException;

/** Questions and answers on the line. The device's own thread, but for {@link #close}. */
public class ToyWire {

  private static final int LONGEST = 20_000;
  private static final int TRIES = 3;

  private final ByteLink line;
  private final Duration answerTime;
  private final StringBuilder partial = new StringBuilder();
  private final byte[] buffer = new byte[1024];
  private int sequence;

  /** A wire over an open line. */
  public ToyWire(ByteLink line, Duration answerTime) {
    this.line = line;
    this.answerTime = answerTime;
  }

  /** Asks what changes nothing, and asks again if the answer is lost. */
  public String ask(String words) throws DeviceException {
    for (int i = 1; ; i++) {
      try {
        return order(words, answerTime, Effect.NONE);
      } catch (DeviceException e) {
        if (e.fault() != Fault.TIMEOUT || i == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Orders once, and never again.
   *
   * @param unanswered the effect if the order left and no answer came
   * @return the answer's words, {@code OK} or {@code ERR} first
   */
  public String order(String words, Duration limit, Effect unanswered) throws DeviceException {
    String doing = words.split(" ", 2)[0];
    long end = System.nanoTime() + limit.toNanos();
    try {
      sequence = (sequence + 1) & 0xFF;
      write(String.format("> %02x %s", sequence, words), limit);
    } catch (LinkException e) {
      throw e.because(e.nothingSent() ? Effect.NONE : unanswered, doing);
    }
    try {
      Optional<String> answer = answer(end);
      if (answer.isPresent()) {
        return answer.get();
      }
    } catch (LinkException e) {
      throw e.because(unanswered, "reading the answer to " + doing);
    }
    throw new DeviceException(
        Fault.TIMEOUT,
        unanswered,
        "",
        doing + " to " + line.name() + ": no answer in " + limit.toMillis() + " ms");
  }

  /** Writes a line with its checksum. */
  protected void write(String words, Duration limit) throws LinkException {
    String text = words + " *" + crc(words) + "\n";
    line.write(text.getBytes(StandardCharsets.US_ASCII), limit);
  }

  /** The answer to the last question; what belongs to an older one is passed over. */
  private Optional<String> answer(long end) throws LinkException {
    String mark = String.format("< %02x ", sequence);
    while (true) {
      for (Optional<String> read = next(); read.isPresent(); read = next()) {
        if (isAnswer(read.get(), mark)) {
          return Optional.of(read.get().substring(mark.length()));
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      read(Duration.ofNanos(left));
    }
  }

  /** Whether a whole line answers the question that begins like this. */
  protected boolean isAnswer(String words, String mark) {
    return words.startsWith(mark);
  }

  private void read(Duration limit) throws LinkException {
    int read = line.read(buffer, 0, buffer.length, limit);
    partial.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    if (partial.length() > LONGEST && partial.indexOf("\n") < 0) {
      partial.setLength(0);
    }
  }

  /** The next undamaged line without its checksum. */
  private Optional<String> next() {
    for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
      String text = partial.substring(0, end);
      partial.delete(0, end + 1);
      int star = text.lastIndexOf(" *");
      if (star >= 0 && text.substring(star + 2).equals(crc(text.substring(0, star)))) {
        return Optional.of(text.substring(0, star));
      }
    }
    return Optional.empty();
  }

  /** Lets time pass, heeding an interrupt and a closed line. */
  public void pause(Duration time) throws DeviceException {
    try {
      read(time);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "waiting");
    }
  }

  private static String crc(String words) {
    CRC32 crc = new CRC32();
    crc.update(words.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** Lets the line go; any thread. */
  public void close() {
    line.close();
  }
}
