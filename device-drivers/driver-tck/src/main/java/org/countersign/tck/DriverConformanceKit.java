package org.countersign.tck;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/**
 * The proof that a driver keeps the contract of {@code org.countersign.driver}. A driver's author
 * extends it and supplies a {@link Bench}:
 *
 * <pre>
 * class E100Test extends DriverConformanceKit {
 *   &#64;Override
 *   protected Bench bench() {
 *     return new E100Bench();
 *   }
 * }
 * </pre>
 *
 * <p>What the driver declares is proven to work, what it does not declare is proven absent, and
 * what the bench cannot show is skipped with the reason. All checks of a class share one bench.
 */
public abstract class DriverConformanceKit extends KitClass {

  @Nested
  @Order(1)
  class Lifecycle extends LifecycleChecks {
    Lifecycle() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(2)
  class Isolation extends IsolationChecks {
    Isolation() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(3)
  class Description extends DescriptorChecks {
    Description() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(4)
  class ChipContactKit extends ChipContactChecks {
    ChipContactKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(5)
  class CardFeederKit extends CardFeederChecks {
    CardFeederKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(6)
  class CardExitKit extends CardExitChecks {
    CardExitKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(7)
  class CardPositionsKit extends CardPositionsChecks {
    CardPositionsKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(8)
  class CardPrinterKit extends CardPrinterChecks {
    CardPrinterKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(9)
  class FirmwareTargetKit extends FirmwareTargetChecks {
    FirmwareTargetKit() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(10)
  class Deadlines extends DeadlineChecks {
    Deadlines() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(11)
  class BadLine extends LineFaultChecks {
    BadLine() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(12)
  class Replay extends ReplayChecks {
    Replay() {
      super(DriverConformanceKit.this::rig);
    }
  }

  @Nested
  @Order(13)
  class Hygiene extends HygieneChecks {
    Hygiene() {
      super(DriverConformanceKit.this::rig);
    }
  }
}
