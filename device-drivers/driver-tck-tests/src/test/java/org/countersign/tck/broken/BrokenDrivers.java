package org.countersign.tck.broken;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
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
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.tck.toy.driver.ToyDriver;
import org.countersign.tck.toy.driver.ToyEncoder;
import org.countersign.tck.toy.driver.ToyWire;
import org.slf4j.LoggerFactory;

/** Toy drivers, each wrong in one way that a kit must see. */
public final class BrokenDrivers {

  private BrokenDrivers() {}

  /** A toy encoder whose chip can be spoiled. */
  public abstract static class Altered extends ToyEncoder {
    public Altered(ToyWire wire, DriverContext context) throws DeviceException {
      super(wire, ToyEncoder.hello(wire), context.events());
    }

    protected ChipContact chip(ChipContact good) {
      return good;
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      Optional<C> good = super.capability(type);
      return type == ChipContact.class ? good.map(c -> type.cast(chip((ChipContact) c))) : good;
    }
  }

  /** Hands every call on. */
  public static class Delegate implements ChipContact {
    protected final ChipContact good;

    public Delegate(ChipContact good) {
      this.good = good;
    }

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return good.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return good.powerOn(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      return good.transceive(command, limit);
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      good.powerOff(limit);
    }
  }

  public static final class LeaksAThread extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      start("reader-" + context.deviceId(), 30_000);
      return super.device(context, wire);
    }

    static void start(String name, long millis) {
      Thread thread =
          new Thread(() -> java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000));
      thread.setName(name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  public static final class LeaksAHandle extends ToyDriver {
    private static final List<FileInputStream> LEAKED = new ArrayList<>();

    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      try {
        LEAKED.add(new FileInputStream("/dev/null"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return super.device(context, wire);
    }
  }

  public static final class Prints extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      System.out.println("device opened");
      return super.device(context, wire);
    }
  }

  public static final class AnswersAnUndeclaredCapability extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        public <C extends Capability> Optional<C> capability(Class<C> type) {
          return type == CardPrinter.class
              ? Optional.of(type.cast(new Printer()))
              : super.capability(type);
        }
      };
    }

    private static final class Printer implements CardPrinter {
      @Override
      public int widthDots() {
        return 1;
      }

      @Override
      public int heightDots() {
        return 1;
      }

      @Override
      public void print(Side side, byte[] png, Duration limit) {}

      @Override
      public List<Supply> supplies() {
        return List.of();
      }
    }
  }

  public static final class DeclaresWhatItHasNot extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        public Set<Class<? extends Capability>> capabilities() {
          Set<Class<? extends Capability>> all = new LinkedHashSet<>(super.capabilities());
          all.add(CardPositions.class);
          return all;
        }
      };
    }
  }

  public static final class RepeatsACommand extends ToyDriver {
    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      return new ToyWire(line, answerTime) {
        @Override
        public String order(String words, Duration limit, Effect unanswered)
            throws DeviceException {
          try {
            return super.order(words, limit, unanswered);
          } catch (DeviceException e) {
            if (e.fault() == Fault.TIMEOUT && words.startsWith("APDU")) {
              return super.order(words, limit, unanswered);
            }
            throw e;
          }
        }
      };
    }
  }

  public static final class SaysNoneWhenTheChipSawIt extends ToyDriver {
    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      return new ToyWire(line, answerTime) {
        @Override
        public String order(String words, Duration limit, Effect unanswered)
            throws DeviceException {
          try {
            return super.order(words, limit, unanswered);
          } catch (DeviceException e) {
            Effect effect = e.fault() == Fault.COMMUNICATION ? Effect.NONE : e.effect();
            throw new DeviceException(e.fault(), effect, "", "no answer from the device", e);
          }
        }
      };
    }
  }

  public static final class IgnoresClose extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
              try {
                return good.awaitChip(present, limit);
              } catch (DeviceException e) {
                if (e.fault() == Fault.CANCELLED && !Thread.currentThread().isInterrupted()) {
                  java.util.concurrent.locks.LockSupport.parkNanos(limit.toNanos());
                }
                throw e;
              }
            }
          };
        }
      };
    }
  }

  public static final class IgnoresAnInterrupt extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
              try {
                return good.awaitChip(present, limit);
              } catch (DeviceException e) {
                if (Thread.interrupted()) {
                  return awaitChip(present, limit);
                }
                throw e;
              }
            }
          };
        }
      };
    }
  }

  public static final class IgnoresTheLimit extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
              boolean waits = command.length > 1 && command[1] == 0x1E;
              return good.transceive(command, waits ? Duration.ofMinutes(1) : limit);
            }
          };
        }
      };
    }
  }

  public static final class ThrowsARuntimeException extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
              if (command.length > LONGEST_APDU) {
                throw new IllegalArgumentException("too long");
              }
              return good.transceive(command, limit);
            }
          };
        }
      };
    }
  }

  public static final class SharesStaticState extends ToyDriver {
    private static volatile ChipContact last;

    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      ToyEncoder good = (ToyEncoder) super.device(context, wire);
      last = good.capability(ChipContact.class).orElseThrow();
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
              return last.transceive(command, limit);
            }
          };
        }
      };
    }
  }

  public static final class LogsCommands extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
              LoggerFactory.getLogger("toy")
                  .debug("-> {}", HexFormat.ofDelimiter(" ").withUpperCase().formatHex(command));
              return good.transceive(command, limit);
            }
          };
        }
      };
    }
  }

  public static final class LogsSettings extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      LoggerFactory.getLogger("toy").info("opening with {}", context.config());
      return super.device(context, wire);
    }
  }

  public static final class GivesThePreviousAnswer extends ToyDriver {
    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      return new ToyWire(line, answerTime) {
        @Override
        protected boolean isAnswer(String words, String mark) {
          return words.startsWith("< ");
        }
      };
    }
  }

  public static final class ChangesItsInfo extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        private int resets;

        @Override
        public void reset() throws DeviceException {
          resets++;
          super.reset();
        }

        @Override
        public DeviceInfo info() {
          return new DeviceInfo("TOY-1", super.info().serial(), "1." + resets);
        }
      };
    }
  }

  public static final class DiffersFromItsManifest extends ToyDriver {
    @Override
    public DriverDescriptor descriptor() {
      DriverDescriptor d = super.descriptor();
      return new DriverDescriptor(
          d.id(), d.vendor(), "1.0.1", d.apiLevel(), d.models(), d.configKeys());
    }
  }

  public static final class FailsWhenClosedTwice extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        private boolean closed;

        @Override
        public void close() {
          if (closed) {
            throw new IllegalStateException("closed already");
          }
          closed = true;
          super.close();
        }
      };
    }
  }

  public static final class TellsAfterItIsClosed extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        public void close() {
          super.close();
          Thread late =
              new Thread(
                  () -> {
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                    context.events().tell(new DeviceEvent(DeviceEvent.Kind.DEVICE_LOST, ""));
                  },
                  context.deviceId());
          late.setDaemon(true);
          late.start();
        }
      };
    }
  }

  public static final class HooksTheProcess extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      if (context.deviceId().isEmpty()) {
        Runtime.getRuntime().addShutdownHook(new Thread(wire::close));
      }
      return super.device(context, wire);
    }
  }

  public static final class NamesItsThreadAnyhow extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      LeaksAThread.start("pool-1-thread-1", 1_000);
      return super.device(context, wire);
    }
  }

  public static final class WritesTheTimeOfDay extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      wire.ask("CARD " + System.nanoTime());
      return super.device(context, wire);
    }
  }

  public static final class TakesAMuteChipForNone extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public ChipConnection powerOn(Duration limit) throws DeviceException {
              try {
                return good.powerOn(limit);
              } catch (DeviceException e) {
                Fault fault = e.fault() == Fault.CARD_MUTE ? Fault.CARD_MISSING : e.fault();
                throw new DeviceException(fault, e.effect(), "", "no card: put one in", e);
              }
            }
          };
        }
      };
    }
  }
}
