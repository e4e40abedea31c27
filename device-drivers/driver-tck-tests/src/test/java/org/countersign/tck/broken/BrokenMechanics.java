package org.countersign.tck.broken;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.countersign.tck.broken.BrokenDrivers.Altered;
import org.countersign.tck.toy.driver.ToyDriver;
import org.countersign.tck.toy.driver.ToyWire;

/** Toy drivers that move cards or take settings wrongly, each in one respect. */
public final class BrokenMechanics {

  private BrokenMechanics() {}

  /** A toy driver with something between it and hopper and exit. */
  public abstract static class WithMechanics extends ToyDriver {

    protected CardFeeder feeder(CardFeeder good, CardExit exit) {
      return good;
    }

    protected CardExit exit(CardExit good) {
      return good;
    }

    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      WithMechanics driver = this;
      return new Altered(wire, context) {
        @Override
        public <C extends Capability> Optional<C> capability(Class<C> type) {
          Optional<C> good = super.capability(type);
          if (type == CardFeeder.class) {
            CardExit exit = super.capability(CardExit.class).orElseThrow();
            return good.map(c -> type.cast(driver.feeder((CardFeeder) c, exit)));
          }
          return type == CardExit.class
              ? good.map(c -> type.cast(driver.exit((CardExit) c)))
              : good;
        }
      };
    }
  }

  /** Hands every call on. */
  public static class Feeder implements CardFeeder {
    protected final CardFeeder good;

    public Feeder(CardFeeder good) {
      this.good = good;
    }

    @Override
    public void feed(Duration limit) throws DeviceException {
      good.feed(limit);
    }

    @Override
    public List<StorageUnit> units() throws DeviceException {
      return good.units();
    }
  }

  public static final class NeverCounts extends WithMechanics {
    @Override
    protected CardFeeder feeder(CardFeeder feeder, CardExit exit) {
      return new Feeder(feeder) {
        @Override
        public List<StorageUnit> units() {
          return List.of(new StorageUnit("hopper", 77, 5));
        }
      };
    }
  }

  public static final class FeedsOntoACard extends WithMechanics {
    @Override
    protected CardFeeder feeder(CardFeeder feeder, CardExit exit) {
      return new Feeder(feeder) {
        @Override
        public void feed(Duration limit) throws DeviceException {
          try {
            good.feed(limit);
          } catch (DeviceException e) {
            if (!e.vendorCode().equals("FULL")) {
              throw e;
            }
            exit.retain(limit);
            good.feed(limit);
          }
        }
      };
    }
  }

  public static final class CallsAnEmptyHopperBroken extends WithMechanics {
    @Override
    protected CardFeeder feeder(CardFeeder feeder, CardExit exit) {
      return new Renamed(feeder, Fault.SUPPLY_EMPTY);
    }
  }

  public static final class CallsAJamBroken extends WithMechanics {
    @Override
    protected CardFeeder feeder(CardFeeder feeder, CardExit exit) {
      return new Renamed(feeder, Fault.CARD_JAM);
    }
  }

  /** Calls one fault HARDWARE. */
  public static final class Renamed extends Feeder {
    private final Fault fault;

    Renamed(CardFeeder good, Fault fault) {
      super(good);
      this.fault = fault;
    }

    @Override
    public void feed(Duration limit) throws DeviceException {
      try {
        good.feed(limit);
      } catch (DeviceException e) {
        throw e.fault() == fault
            ? new DeviceException(Fault.HARDWARE, e.effect(), "", "the device is broken", e)
            : e;
      }
    }
  }

  public static final class PresentsNothingGladly extends WithMechanics {
    @Override
    protected CardExit exit(CardExit exit) {
      return new Exit(exit, true);
    }
  }

  public static final class RetainsNothingGladly extends WithMechanics {
    @Override
    protected CardExit exit(CardExit exit) {
      return new Exit(exit, false);
    }
  }

  /** Calls one way out done although no card was there. */
  public static final class Exit implements CardExit {
    private final CardExit good;
    private final boolean presents;

    Exit(CardExit good, boolean presents) {
      this.good = good;
      this.presents = presents;
    }

    @Override
    public void present(Duration limit) throws DeviceException {
      try {
        good.present(limit);
      } catch (DeviceException e) {
        if (!presents) {
          throw e;
        }
      }
    }

    @Override
    public void retain(Duration limit) throws DeviceException {
      try {
        good.retain(limit);
      } catch (DeviceException e) {
        if (presents) {
          throw e;
        }
      }
    }
  }

  public static final class EjectsAtReset extends ToyDriver {
    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      return new Altered(wire, context) {
        @Override
        public void reset() throws DeviceException {
          super.reset();
          wire.order("RETAIN", Duration.ofSeconds(1), Effect.UNKNOWN);
        }
      };
    }
  }

  public static final class TakesAnySetting extends ToyDriver {
    @Override
    public Device open(DriverContext context) throws DeviceException {
      Map<String, String> config = new TreeMap<>(context.config());
      if ("0".equals(config.get("answer-time"))) {
        config.remove("answer-time");
      }
      return super.open(
          DriverContext.of(context.deviceId(), config, context.events(), context.links()));
    }
  }

  public static final class CallsARefusedLineBroken extends ToyDriver {
    @Override
    public Device open(DriverContext context) throws DeviceException {
      try {
        return super.open(context);
      } catch (DeviceException e) {
        boolean isRefused = String.valueOf(e.getMessage()).contains("can be opened here");
        throw isRefused
            ? new DeviceException(Fault.HARDWARE, Effect.NONE, "", "the port is broken", e)
            : e;
      }
    }
  }
}
