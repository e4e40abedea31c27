package org.countersign.station.operators;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves persons by their PIN, one at a time. The file is read at each proof, so that whoever was
 * removed is gone at once. After the third wrong PIN in a row a person's PIN is not looked at for a
 * second, then two, four and so on up to fifteen minutes; the count outlives a restart, which
 * begins the pause anew. Any thread but an event loop: a proof takes some 0.3 s.
 */
public final class Operators {

  private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
  private static final int FREE_TRIES = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** Somebody whom nobody is, so that an unknown name takes as long as a wrong PIN. */
  private final PinHash nobody;

  private final OperatorFile file;
  private final WrongPins wrongPins;
  private final LongSupplier nanoTime;
  private final Map<String, Long> notBefore = new HashMap<>();

  /** Proves the persons of a file. */
  public Operators(OperatorFile file, WrongPins wrongPins, LongSupplier nanoTime) {
    this.file = file;
    this.wrongPins = wrongPins;
    this.nanoTime = nanoTime;
    this.nobody = PinHash.of("nobody at all".toCharArray(), PinHash.FEWEST);
  }

  /**
   * The operator of a name, if the PIN is theirs. The caller wipes the PIN.
   *
   * @throws PersonRefusedException without saying whether the name or the PIN is wrong
   */
  public synchronized Operator prove(String name, char[] pin) throws PersonRefusedException {
    List<Operator> all = read();
    if (all.isEmpty()) {
      throw refused(
          "no operator is on file here: add some with 'countersign operators add NAME'",
          Duration.ZERO);
    }
    Optional<Operator> found = all.stream().filter(o -> o.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      boolean ignored = nobody(all).fits(pin);
      throw refused("name or PIN is wrong", Duration.ZERO);
    }
    checkPause(name);
    if (!found.get().pin().fits(pin)) {
      wrongPins.wrong(name);
      Duration pause = pause(wrongPins.inARow(name));
      notBefore.put(name, nanoTime.getAsLong() + pause.toNanos());
      LOG.warn("a wrong PIN was given for operator {}", name);
      throw refused("name or PIN is wrong", pause);
    }
    if (wrongPins.inARow(name) > 0) {
      wrongPins.right(name);
    }
    return found.get();
  }

  private void checkPause(String name) throws PersonRefusedException {
    long now = nanoTime.getAsLong();
    Long until = notBefore.computeIfAbsent(name, n -> now + pause(wrongPins.inARow(n)).toNanos());
    if (until - now > 0) {
      throw refused(
          "too many wrong PINs were given for this name: wait, and try again",
          Duration.ofNanos(until - now));
    }
  }

  private PinHash nobody(List<Operator> all) {
    int iterations = all.getFirst().pin().iterations();
    return new PinHash(iterations, nobody.salt(), nobody.hash());
  }

  private List<Operator> read() throws PersonRefusedException {
    try {
      return file.read();
    } catch (IOException e) {
      LOG.error("the file of operators cannot be used: {}", e.getMessage());
      throw refused(
          "the station's file of operators cannot be used; its log says why", Duration.ZERO);
    }
  }

  private static Duration pause(int inARow) {
    if (inARow <= FREE_TRIES) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(20, inARow - FREE_TRIES - 1);
    return Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds()));
  }

  private static PersonRefusedException refused(String message, Duration wait) {
    return new PersonRefusedException(message, wait);
  }
}
