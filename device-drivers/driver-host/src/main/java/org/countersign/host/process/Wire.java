package org.countersign.host.process;

import java.util.Optional;
import java.util.Set;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;
import org.countersign.protocol.v1.driverhost.Failed;
import org.countersign.protocol.v1.driverhost.FirmwareState;
import org.countersign.protocol.v1.driverhost.Happened;

/** Values of the driver interface to and from frames; text from a child is cut to its bounds. */
final class Wire {

  private static final int LONGEST_MESSAGE = 1_000;
  private static final int LONGEST_WORD = 100;

  private Wire() {}

  static Failed failed(DeviceException e) {
    return Failed.newBuilder()
        .setFault(e.fault().name())
        .setEffect(e.effect().name())
        .setVendorCode(e.vendorCode())
        .setMessage(String.valueOf(e.getMessage()))
        .build();
  }

  static DeviceException exception(Failed failed) {
    Optional<Fault> fault = constant(Fault.class, failed.getFault());
    Optional<Effect> effect = constant(Effect.class, failed.getEffect());
    boolean known = fault.isPresent() && effect.isPresent();
    return new DeviceException(
        known ? fault.get() : Fault.DRIVER_BUG,
        known ? effect.get() : Effect.UNKNOWN,
        word(failed.getVendorCode()),
        line(failed.getMessage(), LONGEST_MESSAGE));
  }

  static Happened happened(DeviceEvent event) {
    return Happened.newBuilder().setKind(event.kind().name()).setDetail(event.detail()).build();
  }

  static Optional<DeviceEvent> event(Happened happened) {
    return constant(DeviceEvent.Kind.class, happened.getKind())
        .map(kind -> new DeviceEvent(kind, line(happened.getDetail(), LONGEST_MESSAGE)));
  }

  static FirmwareState state(FirmwareTarget.Status status) {
    return FirmwareState.newBuilder()
        .setProgress(status.progress().name())
        .setHeldBytes(status.heldBytes())
        .build();
  }

  /** The constant of that name; empty if there is none. */
  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  static <E extends Enum<E>> void addKnown(Class<E> type, Iterable<String> names, Set<E> to) {
    names.forEach(name -> constant(type, name).ifPresent(to::add));
  }

  /** A name or code, one line of at most 100 characters. */
  static String word(String text) {
    return line(text, LONGEST_WORD);
  }

  private static String line(String text, int longest) {
    String cut = text.length() > longest ? text.substring(0, longest - 3) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}+", " ");
  }
}
