package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.countersign.personalization.issue.Beside;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.ledger.Ledger;

/** Lanes on threads of a harness. */
public final class LaneBench {

  /** How a lane waits. */
  public interface Waiting {
    /** Ends the wait. */
    void ring();

    /** Waits for a ring or the limit. */
    void await(Duration limit);
  }

  /** What the harness gives. */
  public record Threads(
      BiFunction<String, Runnable, Thread> device,
      Beside beside,
      Supplier<Waiting> waiting,
      LongSupplier nanoTime) {}

  private LaneBench() {}

  /** Starts the lanes; nobody watches their deadlines. */
  public static void start(
      List<LaneSettings> devices,
      Ledger ledger,
      WaitingJobs waiting,
      CardProducts products,
      MeterRegistry meters,
      Threads threads) {
    DeviceLane.Shared shared =
        new DeviceLane.Shared(
            ledger,
            waiting,
            products,
            TestCardList.none(),
            meters,
            threads.nanoTime(),
            laneThreads(threads));
    List<DeviceLane> lanes =
        devices.stream().map(device -> new DeviceLane(device, shared, () -> false)).toList();
    waiting.onArrival(() -> lanes.forEach(DeviceLane::wake));
    lanes.forEach(DeviceLane::start);
  }

  private static LaneThreads laneThreads(Threads threads) {
    return new LaneThreads() {
      @Override
      public Thread device(String name, Runnable work) {
        return threads.device().apply(name, work);
      }

      @Override
      public Beside beside() {
        return threads.beside();
      }

      @Override
      public Bell bell() {
        Waiting own = threads.waiting().get();
        return new Bell() {
          @Override
          void ring() {
            own.ring();
          }

          @Override
          void await(Duration limit) {
            own.await(limit);
          }
        };
      }
    };
  }
}
