package org.countersign.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.StorageUnit;
import org.countersign.host.bundle.BundleFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ProcessDriverTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir static Path temp;
  private final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
  private final AtomicLong clock = new AtomicLong();
  private ProcessDriver driver;
  private Device device;
  private ChipContact chip;

  @BeforeEach
  void open() throws Exception {
    Path folder = temp.resolve("bundle");
    new BundleFolder(folder).jar(MisbehavingDriver.class);
    ChildSettings settings =
        ChildSettings.of("misbehaving", List.of(folder.resolve("lib/driver.jar")), 16 << 20);
    driver = new ProcessDriver(new MisbehavingDriver().descriptor(), settings, clock::get);
    device = open(Map.of());
    chip = device.capability(ChipContact.class).orElseThrow();
  }

  private Device open(Map<String, String> config) throws DeviceException {
    return driver.open(DriverContext.of("encoder-1", config, events::add));
  }

  @AfterEach
  void close() {
    device.close();
    assertThat(child().isAlive()).isFalse();
  }

  private ProcessHandle child() {
    return ProcessHandle.of(Long.parseLong(device.info().serial())).orElse(gone());
  }

  private static ProcessHandle gone() {
    // A handle of a process that has ended: any short-lived one.
    try {
      Process process = new ProcessBuilder("true").start();
      process.waitFor();
      return process.toHandle();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] make(MisbehavingDriver.Deed deed, Duration limit) throws DeviceException {
    return chip.transceive(String.format("%-16s", deed).getBytes(StandardCharsets.US_ASCII), limit);
  }

  private DeviceException failing(MisbehavingDriver.Deed deed, Duration limit) {
    return catchThrowableOfType(DeviceException.class, () -> make(deed, limit));
  }

  @Test
  void every_capability_works_as_in_the_gateways_own_process() throws Exception {
    assertThat(device.info().model()).isEqualTo("M1");
    assertThat(device.capabilities())
        .isEqualTo(
            Set.of(
                ChipContact.class,
                CardFeeder.class,
                CardExit.class,
                CardPositions.class,
                CardPrinter.class,
                FirmwareTarget.class));
    assertThat(chip.awaitChip(true, LIMIT)).isTrue();
    assertThat(chip.awaitChip(false, LIMIT)).isFalse();
    assertThat(chip.powerOn(LIMIT))
        .isEqualTo(
            new ChipConnection(new byte[] {0x3B, 0x00}, ChipConnection.Protocol.T1, 261, 258));
    chip.powerOff(LIMIT);
    device.reset();

    CardFeeder feeder = device.capability(CardFeeder.class).orElseThrow();
    assertThat(feeder.units()).containsExactly(new StorageUnit("feeder", 17, 5));
    DeviceException empty = catchThrowableOfType(DeviceException.class, () -> feeder.feed(LIMIT));
    assertThat(empty.fault()).isEqualTo(Fault.SUPPLY_EMPTY);

    CardPositions positions = device.capability(CardPositions.class).orElseThrow();
    assertThat(positions.positions())
        .containsExactlyInAnyOrder(CardPositions.Position.CONTACT, CardPositions.Position.PRINT);
    positions.moveTo(CardPositions.Position.PRINT, LIMIT);

    CardPrinter printer = device.capability(CardPrinter.class).orElseThrow();
    assertThat(List.of(printer.widthDots(), printer.heightDots())).containsExactly(1016, 648);
    printer.print(CardPrinter.Side.BACK, new byte[300_000], LIMIT);
    device.capability(CardExit.class).orElseThrow().present(LIMIT);
    device.capability(CardExit.class).orElseThrow().retain(LIMIT);

    FirmwareTarget firmware = device.capability(FirmwareTarget.class).orElseThrow();
    assertThat(firmware.abilities()).isEqualTo(new FirmwareTarget.Abilities(1, 128, true, false));
    firmware.begin(1_000, LIMIT);
    assertThat(firmware.write(128, new byte[128], LIMIT))
        .isEqualTo(new FirmwareTarget.Status(FirmwareTarget.Progress.RECEIVING, 256));
    firmware.abort(LIMIT);
    assertThat(firmware.status(LIMIT).heldBytes()).isZero();
    firmware.activate(LIMIT);

    assertThat(printer.supplies())
        .containsExactly(
            new CardPrinter.Supply(
                "off,reset,PRINT,BACK:300000,present,retain,activate", 200, true));
  }

  @Test
  void the_longest_apdu_passes_both_ways_unchanged() throws Exception {
    byte[] command = new byte[65_538];
    new Random(7).nextBytes(command);
    command[0] = ':';
    assertThat(chip.transceive(command, LIMIT)).isEqualTo(command);
  }

  @Test
  void a_failure_keeps_its_fault_effect_code_and_message() {
    DeviceException e = failing(MisbehavingDriver.Deed.FAIL, LIMIT);
    assertThat(e.fault()).isEqualTo(Fault.CARD_TAKEN);
    assertThat(e.effect()).isEqualTo(Effect.NONE);
    assertThat(e.vendorCode()).isEqualTo("M-17");
    assertThat(e).hasMessage("card pulled");
  }

  @ParameterizedTest
  @EnumSource(names = {"THROW", "STACK"})
  void anything_else_that_is_thrown_is_a_bug_of_unknown_effect_and_the_device_goes_on(
      MisbehavingDriver.Deed deed) throws Exception {
    DeviceException e = failing(deed, LIMIT);
    assertThat(e.fault()).isEqualTo(Fault.DRIVER_BUG);
    assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(e).hasMessageContaining("vendor").hasMessageNotContaining("secret");
    assertThat(make(MisbehavingDriver.Deed.EVENT, LIMIT)).isNotEmpty();
    assertThat(driver.crashes("encoder-1")).isZero();
  }

  @Test
  void an_answer_out_of_bounds_is_a_bug() {
    DeviceException e = failing(MisbehavingDriver.Deed.SHORT_ANSWER, LIMIT);
    assertThat(e.fault()).isEqualTo(Fault.DRIVER_BUG);
    assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
  }

  @Test
  void the_driver_sees_its_own_loader_and_nothing_of_the_host() throws Exception {
    assertThat(make(MisbehavingDriver.Deed.CLASSES, LIMIT)).containsExactly(0, 0);
    assertThat(make(MisbehavingDriver.Deed.CONTEXT, LIMIT)).containsExactly(1, 1);
  }

  @Test
  void the_child_opens_its_lines_itself() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Closing others = new Closing()) {
      Future<?> echoing =
          others.pool.submit(() -> {
            try (Socket line = server.accept()) {
              line.getOutputStream().write(line.getInputStream().readNBytes(2));
            }
            return null;
          });
      device.close();
      device = open(Map.of("port", "tcp://127.0.0.1:" + server.getLocalPort()));
      chip = device.capability(ChipContact.class).orElseThrow();
      assertThat(make(MisbehavingDriver.Deed.LINE, LIMIT)).containsExactly(5, 6);
      echoing.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void events_arrive() throws Exception {
    make(MisbehavingDriver.Deed.EVENT, LIMIT);
    assertThat(events.poll(10, TimeUnit.SECONDS))
        .isEqualTo(new DeviceEvent(DeviceEvent.Kind.CARD_REMOVED, "by hand"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRINT", "PRINT_FD1"})
  void what_a_driver_prints_does_not_disturb_its_calls(MisbehavingDriver.Deed deed)
      throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(make(deed, LIMIT)).containsExactly(0x90, 0x00);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "EXIT",
        "HALT",
        "LEAK",
        "JUNK",
        "OVERSIZED",
        "FOREIGN_ANSWER",
        "HANG_DEAF",
        "STOP_SELF",
        "FLOOD_EVENTS",
        "FLOOD_STDERR"
      })
  void a_driver_that_breaks_ends_its_call_as_lost_and_the_next_one_works(
      MisbehavingDriver.Deed deed) throws Exception {
    ProcessHandle child = child();
    boolean quick = deed.name().matches("HANG_DEAF|FLOOD.*|STOP_SELF");
    DeviceException e = failing(deed, quick ? SHORT : LIMIT);
    if (e == null) { // It answered before it broke; then the next call finds it broken.
      e = failing(MisbehavingDriver.Deed.ECHO, SHORT);
    }

    assertThat(e.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(e).hasMessageContaining("process");
    assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    assertThat(driver.crashes("encoder-1")).isEqualTo(1);

    device.close();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(9));
    device = open(Map.of());
    chip = device.capability(ChipContact.class).orElseThrow();
    assertThat(make(MisbehavingDriver.Deed.EVENT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @Test
  void a_call_after_the_end_surely_had_no_effect_and_the_loss_is_told() throws Exception {
    child().destroyForcibly();
    assertThat(events.poll(10, TimeUnit.SECONDS).kind()).isEqualTo(DeviceEvent.Kind.DEVICE_LOST);
    DeviceException e = failing(MisbehavingDriver.Deed.ECHO, LIMIT);
    assertThat(e.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(e.effect()).isEqualTo(Effect.NONE);
    assertThat(e).hasMessageContaining("signal 9");
  }

  @Test
  void a_lost_exchange_has_an_unknown_effect() {
    assertThat(failing(MisbehavingDriver.Deed.HALT, LIMIT).effect()).isEqualTo(Effect.UNKNOWN);
  }

  @Test
  void a_leak_is_named_with_what_to_do() {
    assertThat(failing(MisbehavingDriver.Deed.LEAK, LIMIT))
        .hasMessageContaining("out of memory: raise heap");
  }

  @Test
  void an_interrupt_travels_and_leaves_the_child_alive() throws Exception {
    Thread caller = Thread.currentThread();
    try (Closing others = new Closing()) {
      Future<?> interrupting =
          others.pool.submit(() -> {
            awaitParked(caller);
            caller.interrupt();
          });
      DeviceException e = failing(MisbehavingDriver.Deed.HANG, LIMIT);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(e.fault()).isEqualTo(Fault.CANCELLED);
      assertThat(e).hasMessage("interrupted");
      interrupting.get();
    }
    assertThat(make(MisbehavingDriver.Deed.EVENT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @Test
  void an_interrupt_is_not_lost_although_it_overtakes_its_call() throws Exception {
    for (int i = 0; i < 200; i++) {
      Thread.currentThread().interrupt();
      DeviceException e = failing(MisbehavingDriver.Deed.HANG, LIMIT);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(e.fault()).as("round " + i).isEqualTo(Fault.CANCELLED);
    }
  }

  @Test
  void a_passed_limit_is_an_interrupt_to_a_driver_that_overlooks_it() throws Exception {
    DeviceException e = failing(MisbehavingDriver.Deed.HANG, SHORT);
    assertThat(e.fault()).isEqualTo(Fault.CANCELLED);
    assertThat(make(MisbehavingDriver.Deed.EVENT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @ParameterizedTest
  @EnumSource(names = {"HANG", "HANG_DEAF"})
  void closing_from_another_thread_ends_the_running_call_at_once(MisbehavingDriver.Deed deed)
      throws Exception {
    Thread caller = Thread.currentThread();
    try (Closing others = new Closing()) {
      Future<?> closing =
          others.pool.submit(() -> {
            awaitParked(caller);
            device.close();
          });
      long began = System.nanoTime();
      DeviceException e = failing(deed, Duration.ofMinutes(1));
      assertThat(e.fault()).isEqualTo(Fault.CANCELLED);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
      closing.get(10, TimeUnit.SECONDS);
    }
    assertThat(driver.crashes("encoder-1")).isZero();
    assertThat(events).isEmpty();
  }

  private static final class Closing implements AutoCloseable {
    final ExecutorService pool = Executors.newSingleThreadExecutor();

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  private static void awaitParked(Thread caller) {
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closing_twice_is_closing_once_and_later_calls_are_cancelled() {
    device.close();
    device.close();
    assertThat(failing(MisbehavingDriver.Deed.ECHO, LIMIT).fault()).isEqualTo(Fault.CANCELLED);
    assertThat(driver.crashes("encoder-1")).isZero();
  }

  @Test
  void a_device_that_does_not_open_says_why_and_leaves_no_process() {
    long before = ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count();
    DeviceException e =
        catchThrowableOfType(DeviceException.class, () -> open(Map.of("open", "fail")));
    assertThat(e.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(e.vendorCode()).isEqualTo("E1");
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count())
        .isEqualTo(before);
    assertThat(driver.crashes("encoder-1")).isZero();
  }

  @Test
  void a_device_whose_process_keeps_ending_is_put_out_of_service_and_tried_again_later()
      throws Exception {
    for (int i = 0; i < CrashBudget.MOST; i++) {
      DeviceException e =
          catchThrowableOfType(DeviceException.class, () -> open(Map.of("open", "exit")));
      assertThat(e.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(e).hasMessageContaining("exited with code 9");
      if (i < CrashBudget.MOST - 1) {
        DeviceException tooSoon = catchThrowableOfType(DeviceException.class, () -> open(Map.of()));
        assertThat(tooSoon.fault()).isEqualTo(Fault.NOT_READY);
      }
      clock.addAndGet(TimeUnit.SECONDS.toNanos(8));
    }
    DeviceException e = catchThrowableOfType(DeviceException.class, () -> open(Map.of()));
    assertThat(e.fault()).isEqualTo(Fault.CONFIGURATION);
    assertThat(e.effect()).isEqualTo(Effect.NONE);
    assertThat(e)
        .hasMessageContaining("out of service")
        .hasMessageContaining("exited with code 9")
        .hasMessageContaining("vendor");

    clock.addAndGet(CrashBudget.WINDOW.toNanos());
    open(Map.of()).close();
  }

  @Test
  void another_device_of_the_same_driver_is_not_touched() throws Exception {
    try (Device other = driver.open(DriverContext.of("encoder-2", Map.of(), event -> {}))) {
      failing(MisbehavingDriver.Deed.HALT, LIMIT);
      assertThat(other.capability(ChipContact.class).orElseThrow().awaitChip(true, LIMIT)).isTrue();
      assertThat(driver.crashes("encoder-2")).isZero();
    }
  }

  @Test
  void a_child_ends_with_its_parent() throws Exception {
    // What a dead gateway leaves behind is the end of the pipe.
    ((ChildDevice) device).process().closePipe();
    assertThat(child().onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
  }
}
