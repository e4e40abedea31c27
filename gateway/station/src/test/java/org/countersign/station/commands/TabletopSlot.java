package org.countersign.station.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.simulator.VirtualReader;

/** A virtual reader that a test holds by its name, and the commands that it has carried. */
public final class TabletopSlot implements ChipContact {

  private static final ConcurrentMap<String, TabletopSlot> SLOTS = new ConcurrentHashMap<>();

  /** The reader that a person's hand puts cards into. */
  public final VirtualReader reader;

  private final List<Integer> instructions = new ArrayList<>();

  private TabletopSlot(VirtualReader reader) {
    this.reader = reader;
  }

  /** From now on the tabletop device with that {@code reader} is this one. */
  public static TabletopSlot named(String name, VirtualReader reader) {
    TabletopSlot slot = new TabletopSlot(reader);
    SLOTS.put(name, slot);
    return slot;
  }

  static Optional<TabletopSlot> find(String name) {
    return Optional.ofNullable(SLOTS.get(name));
  }

  /** INS of every command since the last look, in order. */
  public synchronized List<Integer> instructions() {
    List<Integer> seen = List.copyOf(instructions);
    instructions.clear();
    return seen;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    return reader.awaitChip(present, limit);
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    return reader.powerOn(limit);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    synchronized (this) {
      instructions.add(command[1] & 0xFF);
    }
    return reader.transceive(command, limit);
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    reader.powerOff(limit);
  }
}
