package org.countersign.tck.broken;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.tck.broken.BrokenDrivers.Altered;
import org.countersign.tck.broken.BrokenDrivers.Delegate;
import org.countersign.tck.toy.driver.ToyDriver;
import org.countersign.tck.toy.driver.ToyWire;

/** Toy drivers whose way with the chip is wrong, each in one respect. */
public final class BrokenChips {

  private BrokenChips() {}

  /** A toy driver with something between it and the chip. */
  public abstract static class WithChip extends ToyDriver {

    protected abstract ChipContact chip(ChipContact good);

    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      Function<ChipContact, ChipContact> alter = this::chip;
      return new Altered(wire, context) {
        @Override
        protected ChipContact chip(ChipContact good) {
          return alter.apply(good);
        }
      };
    }
  }

  private static byte[] sw(int sw) {
    return new byte[] {(byte) (sw >> 8), (byte) sw};
  }

  private static boolean endsIn(byte[] response, int sw) {
    byte[] end = Arrays.copyOfRange(response, response.length - 2, response.length);
    return Arrays.equals(end, sw(sw));
  }

  private static DeviceException renamed(DeviceException e, Fault fault) {
    return new DeviceException(fault, e.effect(), "", "the device says no", e);
  }

  public static final class TellsImpossibleLimits extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public ChipConnection powerOn(Duration limit) throws DeviceException {
          ChipConnection c = good.powerOn(limit);
          return new ChipConnection(c.answerToReset(), c.protocol(), c.maxCommandBytes(), 200);
        }
      };
    }
  }

  /** Takes a chip with power for a chip that was reset. */
  public static final class ResetsOnceOnly extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public ChipConnection powerOn(Duration limit) throws DeviceException {
          byte[] kits = {(byte) 0x80, 0x10, (byte) 0xFF, (byte) 0xFF};
          try {
            boolean isSelected = endsIn(good.transceive(kits, limit), 0x9000);
            if (isSelected) {
              ChipConnection.Protocol t1 = ChipConnection.Protocol.T1;
              return new ChipConnection(new byte[] {0x3B, 0}, t1, LONGEST, LONGEST);
            }
          } catch (DeviceException e) {
            return good.powerOn(limit);
          }
          return good.powerOn(limit);
        }
      };
    }

    private static final int LONGEST = 4096;
  }

  public static final class LosesTheLongestShortAnswer extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          byte[] response = good.transceive(command, limit);
          return response.length == 258 ? sw(0x6700) : response;
        }
      };
    }
  }

  public static final class WantsToKnowLe extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          byte[] response = good.transceive(command, limit);
          boolean isOpen = command.length == 5 && command[4] == 0 && response.length < 258;
          return isOpen ? sw(0x6C00 | (response.length - 2)) : response;
        }
      };
    }
  }

  public static final class CarriesLessThanItSays extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          boolean isLong = command.length > 1000 && command.length < 4096;
          return isLong ? sw(0x6700) : good.transceive(command, limit);
        }
      };
    }
  }

  public static final class TakesAStatusWordForAFailure extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          byte[] response = good.transceive(command, limit);
          if (endsIn(response, 0x6F00)) {
            throw new DeviceException(Fault.HARDWARE, Effect.UNKNOWN, "6F00", "the card failed");
          }
          return response;
        }
      };
    }
  }

  public static final class FetchesWhatTheCallerShould extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          byte[] response = good.transceive(command, limit);
          boolean isMore = response[response.length - 2] == 0x61;
          byte[] fetch = {0, (byte) 0xC0, 0, 0, response[response.length - 1]};
          return isMore ? good.transceive(fetch, limit) : response;
        }
      };
    }
  }

  public static final class MixesUpTheHundredthAnswer extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        private int count;
        private byte[] before = {};

        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          byte[] response = good.transceive(command, limit);
          byte[] given = ++count == 100 ? before : response;
          before = response;
          return given;
        }
      };
    }
  }

  public static final class CallsAMissingCardMute extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public ChipConnection powerOn(Duration limit) throws DeviceException {
          try {
            return good.powerOn(limit);
          } catch (DeviceException e) {
            throw e.fault() == Fault.CARD_MISSING ? renamed(e, Fault.CARD_MUTE) : e;
          }
        }
      };
    }
  }

  public static final class CallsAPulledCardBroken extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            throw e.fault() == Fault.CARD_TAKEN ? renamed(e, Fault.HARDWARE) : e;
          }
        }
      };
    }
  }

  /** Powers the chip up again by itself. */
  public static final class HelpsWithoutBeingAsked extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            if (!e.vendorCode().equals("OFF")) {
              throw e;
            }
            good.powerOn(limit);
            return good.transceive(command, limit);
          }
        }
      };
    }
  }

  public static final class DoesNotWaitForAChip extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
          boolean isShort = limit.compareTo(Duration.ofSeconds(1)) < 0;
          return good.awaitChip(present, isShort ? Duration.ZERO : limit);
        }
      };
    }
  }

  public static final class CallsAnInterruptATimeout extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            throw Thread.currentThread().isInterrupted() ? renamed(e, Fault.TIMEOUT) : e;
          }
        }
      };
    }
  }

  public static final class CallsAClosingATimeout extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            boolean isClosed = e.fault() == Fault.CANCELLED;
            throw isClosed && !Thread.currentThread().isInterrupted()
                ? renamed(e, Fault.TIMEOUT)
                : e;
          }
        }
      };
    }
  }

  public static final class CallsABadLineBroken extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            throw e.fault() == Fault.COMMUNICATION ? renamed(e, Fault.HARDWARE) : e;
          }
        }
      };
    }
  }

  public static final class ThrowsAtALostLine extends WithChip {
    @Override
    protected ChipContact chip(ChipContact chip) {
      return new Delegate(chip) {
        @Override
        public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
          try {
            return good.transceive(command, limit);
          } catch (DeviceException e) {
            if (e.fault() == Fault.COMMUNICATION) {
              throw new IllegalStateException("the line is lost", e);
            }
            throw e;
          }
        }
      };
    }
  }

  public static final class WorksAfterItIsClosed extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        private volatile boolean closed;

        @Override
        protected ChipContact chip(ChipContact chip) {
          return new Delegate(chip) {
            @Override
            public ChipConnection powerOn(Duration limit) throws DeviceException {
              return closed
                  ? new ChipConnection(
                      new byte[] {0x3B, 0}, ChipConnection.Protocol.T1, LONGEST_APDU, LONGEST_APDU)
                  : good.powerOn(limit);
            }
          };
        }

        @Override
        public void close() {
          closed = true;
          super.close();
        }
      };
    }
  }
}
