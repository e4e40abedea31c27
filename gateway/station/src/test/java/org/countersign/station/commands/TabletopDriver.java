package org.countersign.station.commands;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;

/**
 * A reader on which a test lays a card that an encoder has made, or one that it has {@linkplain
 * TabletopSlot named}.
 */
public final class TabletopDriver implements DriverProvider {

  private static final AtomicReference<VirtualCard> CARD = new AtomicReference<>();

  /** Lays a card on it. */
  public static void lay(VirtualCard card) {
    CARD.set(card);
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(
        "tabletop",
        "test",
        "1",
        DriverDescriptor.API_LEVEL,
        List.of("tabletop"),
        List.of(
            ConfigKey.optional("reader", ConfigKey.Type.TEXT, "Which one."),
            ConfigKey.withDefault("pause", ConfigKey.Type.DURATION, "20ms", "How long.")));
  }

  @Override
  public Device open(DriverContext context) {
    ChipContact reader =
        Optional.ofNullable(context.config().get("reader"))
            .flatMap(TabletopSlot::find)
            .<ChipContact>map(slot -> slot)
            .orElseGet(() -> VirtualReader.with(CARD.get()));
    return new Device() {
      @Override
      public DeviceInfo info() {
        return new DeviceInfo("tabletop", "", "1");
      }

      @Override
      public Set<Class<? extends Capability>> capabilities() {
        return Set.of(ChipContact.class);
      }

      @Override
      public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type == ChipContact.class ? Optional.of(type.cast(reader)) : Optional.empty();
      }

      @Override
      public void reset() {}

      @Override
      public void close() {}
    };
  }
}
