package org.countersign.tck;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

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
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
@DisplayNameGeneration(Sentences.class)
public abstract class DriverConformanceKit {

  private @Nullable Bench bench;
  private @Nullable Rig rig;

  /** The bench, made once; the kit closes it. */
  protected abstract Bench bench() throws Exception;

  @BeforeAll
  void setUp() throws Exception {
    Bench made = bench();
    bench = made;
    rig = new Rig(made);
  }

  @AfterAll
  void tearDown() throws Exception {
    try (Bench made = bench;
        Rig loaded = rig) {
      rig = null;
      bench = null;
    }
  }

  private Rig rig() {
    Rig loaded = rig;
    if (loaded == null) {
      throw new IllegalStateException("the bench was not set up");
    }
    return loaded;
  }

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
