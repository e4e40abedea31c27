package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.VpcdClient;

/** A private pcscd, cards in its readers and devices on them. */
final class Bench implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(10);
  static final byte[] SELECT = {0x00, (byte) 0xA4, 0x00, 0x00};

  final PrivatePcscd pcscd;
  final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
  private final List<VpcdClient> slots = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();

  Bench(int readers) throws IOException {
    pcscd = PrivatePcscd.start(readers);
    for (int i = 0; i < readers; i++) {
      slots.add(new VpcdClient(pcscd.port(i)));
    }
  }

  VpcdClient slot(int reader) {
    return slots.get(reader);
  }

  void insert(int reader, CardEmulator card) {
    slot(reader).insert(card);
  }

  Device open(int reader) throws DeviceException {
    return open(reader, Map.of());
  }

  Device open(int reader, Map<String, String> more) throws DeviceException {
    Map<String, String> config = new HashMap<>(more);
    config.put("reader", pcscd.readerNames().get(reader));
    config.put("socket", pcscd.socket().toString());
    Device device =
        new PcscDriver().open(DriverContext.of("reader-" + reader, config, events::add));
    devices.add(device);
    return device;
  }

  /** A device with its chip powered. */
  ChipContact powered(int reader) throws DeviceException {
    ChipContact contact = contact(open(reader));
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();
    contact.powerOn(LIMIT);
    return contact;
  }

  static ChipContact contact(Device device) {
    return device.capability(ChipContact.class).orElseThrow();
  }

  static DeviceException failure(ThrowingCallable call) {
    DeviceException failure = catchThrowableOfType(DeviceException.class, call);
    assertThat(failure).as("a DeviceException").isNotNull();
    return failure;
  }

  /** Passes over other events until this one is told. */
  void awaitEvent(DeviceEvent.Kind kind) throws InterruptedException {
    DeviceEvent event;
    do {
      event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("an event " + kind).isNotNull();
    } while (event.kind() != kind);
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
    slots.forEach(VpcdClient::close);
    pcscd.close();
  }
}
