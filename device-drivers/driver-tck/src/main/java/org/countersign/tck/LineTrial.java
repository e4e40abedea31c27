package org.countersign.tck;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.tck.card.KitCommand;
import org.countersign.tck.line.LineFault;
import org.jspecify.annotations.Nullable;

/**
 * One fault on the line, the command that it met, the command after it, and the way back.
 *
 * @param fault what was done to the line
 * @param commands what became of the two commands
 * @param isReady whether the device worked again in time
 * @param breach what the driver did against the contract as a whole; empty if nothing
 */
record LineTrial(
    LineFault fault, List<Sent> commands, boolean isReady, Optional<AssertionError> breach) {

  /** How long a device may take to work again, its plug being in. */
  static final Duration RECOVERY = Duration.ofSeconds(15);

  /**
   * What became of a command.
   *
   * @param isWrong whether an answer came that is not its own
   * @param failure how it failed, if it did
   * @param count how often the card saw it; -1 if nobody could ask
   */
  record Sent(boolean isWrong, Optional<DeviceException> failure, int count) {}

  /** Does it. */
  static LineTrial of(Rig rig, LineFault fault, int after) throws Exception {
    Session session = rig.open();
    try {
      Chip chip = session.chip();
      KitCommand first = command(rig);
      KitCommand second = command(rig);
      rig.links.arm(fault, after, rig.random);
      Attempt one = new Attempt(first);
      Attempt two = new Attempt(second);
      try {
        one.send(chip);
        two.send(chip);
        if (!rig.links.struck()) {
          throw NotProven.bench("saw no question on the line to which " + fault.words());
        }
      } catch (AssertionError breach) {
        return new LineTrial(fault, List.of(), true, Optional.of(breach));
      } finally {
        rig.links.disarm();
      }
      Recovery recovery = new Recovery(rig, session);
      session = recovery.run();
      return new LineTrial(
          fault,
          List.of(one.sent(recovery.chip), two.sent(recovery.chip)),
          recovery.chip != null,
          Optional.empty());
    } finally {
      session.close();
    }
  }

  private static KitCommand command(Rig rig) {
    byte[] data = new byte[8 + rig.random.nextInt(40)];
    rig.random.nextBytes(data);
    return KitCommand.echo(rig.newTag(), data);
  }

  private static final class Attempt {
    private final KitCommand command;
    private boolean wrong;
    private Optional<DeviceException> failure = Optional.empty();

    Attempt(KitCommand command) {
      this.command = command;
    }

    void send(Chip chip) throws Exception {
      Duration limit = chip.session.rig.bench.exchangeLimit();
      try {
        byte[] answer =
            chip.session.attempt(
                "transceive on a bad line",
                limit,
                d -> chip.contact.transceive(command.bytes(), limit));
        wrong = !Arrays.equals(answer, command.expected());
      } catch (DeviceException e) {
        failure = Optional.of(e);
      }
    }

    Sent sent(@Nullable Chip chip) throws Exception {
      int tag = (command.bytes()[2] & 0xFF) << 8 | (command.bytes()[3] & 0xFF);
      return new Sent(wrong, failure, chip == null ? -1 : chip.count(tag));
    }
  }

  /** What the gateway does: reset, and if that does not help close and open. */
  private static final class Recovery {
    private final Rig rig;
    private Session session;
    private @Nullable Chip chip;

    Recovery(Rig rig, Session session) {
      this.rig = rig;
      this.session = session;
    }

    Session run() throws Exception {
      long end = System.nanoTime() + RECOVERY.toNanos();
      boolean reset = isReset();
      while (System.nanoTime() - end < 0) {
        try {
          if (!reset) {
            session.close();
            session = rig.open();
          }
          Chip powered = session.chip();
          powered.exchange(2);
          chip = powered;
          return session;
        } catch (DeviceException | AssertionError e) {
          reset = false;
        }
      }
      return session;
    }

    private boolean isReset() throws Exception {
      try {
        session.attempt(
            "reset()",
            Chip.POWER,
            device -> {
              resetting(device);
              return true;
            });
        return true;
      } catch (DeviceException | AssertionError e) {
        return false;
      }
    }

    private static void resetting(Device device) throws DeviceException {
      device.reset();
    }
  }
}
