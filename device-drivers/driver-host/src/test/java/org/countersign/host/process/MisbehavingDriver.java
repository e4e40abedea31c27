package org.countersign.host.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.StorageUnit;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver that does what it is told by the first bytes of a command: answers properly, or breaks
 * in one way. It is loaded from a jar in a process of its own.
 */
public final class MisbehavingDriver implements DriverProvider {

  /** What a command asks for: its text, padded to four bytes by the caller. */
  enum Deed {
    ECHO,
    EXIT,
    HALT,
    HANG,
    HANG_DEAF,
    LEAK,
    PRINT,
    PRINT_FD1,
    FLOOD_STDERR,
    FLOOD_EVENTS,
    JUNK,
    OVERSIZED,
    FOREIGN_ANSWER,
    THROW,
    STACK,
    FAIL,
    SHORT_ANSWER,
    EVENT,
    CLASSES,
    CONTEXT,
    STOP_SELF,
    LINE
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor("misbehaving", "test", "1.0.0", 1, List.of("M1"), List.of());
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    switch (context.config().getOrDefault("open", "")) {
      case "fail" ->
          throw new DeviceException(Fault.COMMUNICATION, Effect.NONE, "E1", "no answer from M1");
      case "exit" -> Runtime.getRuntime().halt(9);
      default -> {}
    }
    return new Misbehaving(context);
  }

  private static final class Misbehaving
      implements Device,
          ChipContact,
          CardFeeder,
          CardExit,
          CardPositions,
          CardPrinter,
          FirmwareTarget {

    private static final Logger LOG = LoggerFactory.getLogger(MisbehavingDriver.class);

    private final DriverContext context;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> done = new ArrayList<>();
    private long held;

    Misbehaving(DriverContext context) {
      this.context = context;
    }

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("M1", Long.toString(ProcessHandle.current().pid()), "1");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return Set.of(
          ChipContact.class,
          CardFeeder.class,
          CardExit.class,
          CardPositions.class,
          CardPrinter.class,
          FirmwareTarget.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return Optional.of(type.cast(this));
    }

    @Override
    public void reset() {
      done.add("reset");
    }

    @Override
    public void close() {
      closed.countDown();
    }

    @Override
    public boolean awaitChip(boolean present, Duration limit) {
      return present;
    }

    @Override
    public ChipConnection powerOn(Duration limit) {
      return new ChipConnection(new byte[] {0x3B, 0x00}, ChipConnection.Protocol.T1, 261, 258);
    }

    @Override
    public void powerOff(Duration limit) {
      done.add("off");
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      String word = new String(command, StandardCharsets.US_ASCII).trim();
      Deed deed = word.contains(":") ? Deed.ECHO : Deed.valueOf(word);
      try {
        return deed(deed, command, limit);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private byte[] deed(Deed deed, byte[] command, Duration limit)
        throws DeviceException, IOException {
      switch (deed) {
        case ECHO -> {
          return command;
        }
        case EXIT -> System.exit(7);
        case HALT -> Runtime.getRuntime().halt(7);
        case HANG -> hang(limit);
        case HANG_DEAF -> hangDeaf();
        case LEAK -> leak();
        case PRINT -> {
          System.out.println("vendor noise\n".repeat(50));
          LOG.info("logged 80CA9F7F00 11 22 33 44 55 66 77 88 99 AA BB");
        }
        case PRINT_FD1 -> raw(1, "native noise\n".repeat(50).getBytes(StandardCharsets.US_ASCII));
        case FLOOD_STDERR -> {
          while (closed.getCount() > 0) {
            System.err.println("x".repeat(10_000));
          }
        }
        case FLOOD_EVENTS -> {
          while (closed.getCount() > 0) {
            context.events().tell(new DeviceEvent(DeviceEvent.Kind.STORAGE_CHANGED, "again"));
          }
        }
        case JUNK -> frames(new byte[] {0, 0, 0, 4, -1, -1, -1, -1});
        case OVERSIZED -> frames(new byte[] {0x7F, -1, -1, -1, 0});
        // FromChild {id: 99, done: {}}
        case FOREIGN_ANSWER -> frames(new byte[] {0, 0, 0, 4, 0x08, 99, 0x1A, 0});
        case THROW -> throw new IllegalStateException("holds a secret");
        case STACK -> deed(deed, command, limit);
        case FAIL ->
            throw new DeviceException(Fault.CARD_TAKEN, Effect.NONE, "M-17", "card pulled");
        case SHORT_ANSWER -> {
          return new byte[1];
        }
        case EVENT ->
            context.events().tell(new DeviceEvent(DeviceEvent.Kind.CARD_REMOVED, "by hand"));
        case CLASSES -> {
          return sees("org.countersign.host.process.ChildMain")
                  || sees("com.google.protobuf.Parser")
              ? new byte[] {1, 1}
              : new byte[] {0, 0};
        }
        case CONTEXT -> {
          boolean own =
              Thread.currentThread().getContextClassLoader() == getClass().getClassLoader();
          return own ? new byte[] {1, 1} : new byte[] {0, 0};
        }
        case LINE -> {
          return line(context.config().get("port"), limit);
        }
        case STOP_SELF ->
            new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
                .start();
      }
      return new byte[] {(byte) 0x90, 0x00};
    }

    private byte[] line(String address, Duration limit) throws DeviceException {
      byte[] answer = new byte[2];
      try (ByteLink link = context.links().open(address, LineSettings.of(9600), limit)) {
        link.write(new byte[] {5, 6}, 0, 2, limit);
        int read = 0;
        while (read < 2) {
          read += link.read(answer, read, 2 - read, limit);
        }
        return answer;
      } catch (LinkException e) {
        throw e.because(Effect.UNKNOWN, "exchanging over " + address);
      }
    }

    private boolean sees(String name) {
      try {
        Class.forName(name, false, getClass().getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }

    private void hang(Duration limit) throws DeviceException {
      try {
        if (closed.await(1, TimeUnit.HOURS)) {
          throw new DeviceException(Fault.CANCELLED, Effect.UNKNOWN, "", "closed");
        }
      } catch (InterruptedException e) {
        throw new DeviceException(Fault.CANCELLED, Effect.UNKNOWN, "", "interrupted");
      }
    }

    private static void hangDeaf() {
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          // Deaf.
        }
      }
    }

    private static void leak() {
      List<byte[]> all = new ArrayList<>();
      while (true) {
        all.add(new byte[1 << 20]);
      }
    }

    private static void raw(int descriptor, byte[] bytes) throws IOException {
      try (OutputStream out = new FileOutputStream("/proc/self/fd/" + descriptor)) {
        out.write(bytes);
      }
    }

    /** Writes into the pipe of the frames, as memory corruption in native code might. */
    private static void frames(byte[] bytes) throws IOException {
      raw(3, bytes);
      new FileOutputStream(FileDescriptor.err).flush();
    }

    @Override
    public void feed(Duration limit) throws DeviceException {
      throw new DeviceException(Fault.SUPPLY_EMPTY, Effect.NONE, "", "no blank left");
    }

    @Override
    public List<StorageUnit> units() {
      return List.of(new StorageUnit("feeder", 17, 5));
    }

    @Override
    public void present(Duration limit) {
      done.add("present");
    }

    @Override
    public void retain(Duration limit) {
      done.add("retain");
    }

    @Override
    public Set<Position> positions() {
      return Set.of(Position.CONTACT, Position.PRINT);
    }

    @Override
    public void moveTo(Position position, Duration limit) {
      done.add(position.name());
    }

    @Override
    public int widthDots() {
      return 1016;
    }

    @Override
    public int heightDots() {
      return 648;
    }

    @Override
    public void print(Side side, byte[] png, Duration limit) {
      done.add(side + ":" + png.length);
    }

    @Override
    public List<Supply> supplies() {
      return List.of(new Supply(String.join(",", done), 200, true));
    }

    @Override
    public Abilities abilities() {
      return new Abilities(1, 128, true, false);
    }

    @Override
    public void begin(long totalBytes, Duration limit) {
      held = 0;
    }

    @Override
    public Status write(long offset, byte[] fragment, Duration limit) {
      held = offset + fragment.length;
      return status(limit);
    }

    @Override
    public Status status(Duration limit) {
      return new Status(Progress.RECEIVING, held);
    }

    @Override
    public void activate(Duration limit) {
      done.add("activate");
    }

    @Override
    public void abort(Duration limit) {
      held = 0;
    }
  }
}
