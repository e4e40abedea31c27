package org.countersign.tck;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.countersign.driver.Capability;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.link.Links;
import org.jspecify.annotations.Nullable;

/** One opening of a device, its calls made on its own thread and kept to their limits. */
final class Session implements AutoCloseable {

  /** A call into the device. */
  interface Call<T> {
    T run(Device device) throws DeviceException;
  }

  /** The same without an answer. */
  interface Order {
    void run(Device device) throws DeviceException;
  }

  private static final Duration OPENING = Duration.ofSeconds(20);

  final Rig rig;
  final String id;
  final List<DeviceEvent> events = new CopyOnWriteArrayList<>();
  final DeviceThread thread;
  private @Nullable Device device;
  private boolean closed;

  Session(Rig rig, String id) {
    this.rig = rig;
    this.id = id;
    this.thread = new DeviceThread(id, rig.loader());
  }

  void open(Map<String, String> settings, Links links) throws Exception {
    DriverContext context = DriverContext.of(id, settings, this::tell, links);
    device = run("open", OPENING, () -> rig.provider().open(context));
  }

  private void tell(DeviceEvent event) {
    rig.watch.told(event);
    events.add(event);
  }

  Device device() {
    Device opened = device;
    if (opened == null) {
      throw new IllegalStateException("the device is not open");
    }
    return opened;
  }

  private <T> T run(String what, Duration limit, Callable<T> call) throws Exception {
    return await(what, limit.plus(Rig.GRACE), thread.start(call));
  }

  /** Starts a call and does not wait for it. */
  <T> FutureTask<T> start(Call<T> call) {
    return thread.start(() -> call.run(device()));
  }

  /** Waits for a call; whatever it throws but DeviceException is a failure of the driver. */
  <T> T await(String what, Duration ceiling, FutureTask<T> task) throws Exception {
    AssertionError late =
        Proof.failed(
            what + " keeps to its limit", "an answer within " + ceiling, "none; it still runs");
    try {
      return thread.await(task, ceiling, late);
    } catch (DeviceException e) {
      rig.watch.thrown(e);
      throw e;
    } catch (RuntimeException e) {
      rig.watch.thrown(e);
      AssertionError bug =
          Proof.failed(what + " throws nothing but DeviceException", "a DeviceException", e);
      bug.addSuppressed(e);
      throw bug;
    }
  }

  /** A call that must succeed. */
  <T> T ask(String what, Duration limit, Call<T> call) throws Exception {
    try {
      return run(what, limit, () -> call.run(device()));
    } catch (DeviceException e) {
      AssertionError failed = Proof.failed(what, "success", Proof.told(e));
      failed.addSuppressed(e);
      throw failed;
    }
  }

  /** The same without an answer. */
  void order(String what, Duration limit, Order order) throws Exception {
    ask(
        what,
        limit,
        opened -> {
          order.run(opened);
          return true;
        });
  }

  /** A call that may fail. */
  <T> T attempt(String what, Duration limit, Call<T> call) throws Exception {
    return run(what, limit, () -> call.run(device()));
  }

  /** A call that must fail. */
  DeviceException failure(String what, Duration limit, Order order) throws Exception {
    try {
      run(
          what,
          limit,
          () -> {
            order.run(device());
            return true;
          });
    } catch (DeviceException e) {
      return e;
    }
    throw Proof.failed(what, "a DeviceException", "success");
  }

  /** A declared capability; stops the check if it is not declared. */
  <C extends Capability> C require(Class<C> type) throws Exception {
    if (!declared().contains(type)) {
      throw NotProven.absent("the device has no " + type.getSimpleName());
    }
    return ask("capability(" + type.getSimpleName() + ")", Duration.ZERO, d -> d.capability(type))
        .orElseThrow(() ->
            NotProven.absent(
                "the driver declares " + type.getSimpleName() + " but does not give it"));
  }

  /** What capabilities() says. */
  Set<Class<? extends Capability>> declared() throws Exception {
    return ask("capabilities()", Duration.ZERO, Device::capabilities);
  }

  /** The chip of the kit card, powered and selected. */
  Chip chip() throws Exception {
    return new Chip(this).power();
  }

  /** Closes the device from a thread that is not its own. */
  void closeDevice() throws Exception {
    closed = true;
    Device opened = device;
    if (opened != null) {
      DeviceThread closer = new DeviceThread(id + "-closer", rig.loader());
      try {
        AssertionError late =
            Proof.failed("close() returns at once", "a return within " + Rig.GRACE, "none");
        closer.await(
            closer.start(() -> {
              opened.close();
              return true;
            }),
            Rig.GRACE.plusSeconds(2),
            late);
      } catch (RuntimeException e) {
        throw Proof.failed("close() throws nothing", "no exception", e);
      } finally {
        closer.end();
      }
    }
  }

  @Override
  public void close() throws Exception {
    try {
      if (!closed) {
        closeDevice();
      }
    } finally {
      thread.end();
    }
  }
}
