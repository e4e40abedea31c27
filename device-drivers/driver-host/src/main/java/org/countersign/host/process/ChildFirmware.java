package org.countersign.host.process;

import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import org.countersign.driver.DeviceException;
import org.countersign.driver.FirmwareTarget;
import org.countersign.protocol.v1.driverhost.DeviceOpened;
import org.countersign.protocol.v1.driverhost.FirmwareAbort;
import org.countersign.protocol.v1.driverhost.FirmwareActivate;
import org.countersign.protocol.v1.driverhost.FirmwareAsk;
import org.countersign.protocol.v1.driverhost.FirmwareBegin;
import org.countersign.protocol.v1.driverhost.FirmwareState;
import org.countersign.protocol.v1.driverhost.FirmwareWrite;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.ToChild;

/** The firmware of a device in a child. */
final class ChildFirmware implements FirmwareTarget {

  /** Fragments above it would not fit into a frame. */
  private static final int LARGEST_FRAGMENT = 4 << 20;

  private final Calls calls;
  private final Abilities abilities;

  ChildFirmware(Calls calls, DeviceOpened opened) {
    this.calls = calls;
    var told = opened.getFirmwareAbilities();
    this.abilities =
        new Abilities(
            told.getFileType(),
            Math.min(told.getMaxFragmentBytes(), LARGEST_FRAGMENT),
            told.getResumes(),
            told.getRestarts());
  }

  @Override
  public Abilities abilities() {
    return abilities;
  }

  @Override
  public void begin(long totalBytes, Duration limit) throws DeviceException {
    FirmwareBegin begin =
        FirmwareBegin.newBuilder().setTotalBytes(totalBytes).setLimit(Calls.nanos(limit)).build();
    calls.act(
        ToChild.newBuilder().setFirmwareBegin(begin),
        "beginning a firmware transfer",
        limit,
        FromChild::hasDone);
  }

  @Override
  public Status write(long offset, byte[] fragment, Duration limit) throws DeviceException {
    FirmwareWrite write =
        FirmwareWrite.newBuilder()
            .setOffset(offset)
            .setFragment(UnsafeByteOperations.unsafeWrap(fragment))
            .setLimit(Calls.nanos(limit))
            .build();
    return status(
        calls.act(
            ToChild.newBuilder().setFirmwareWrite(write),
            "sending firmware",
            limit,
            ChildFirmware::isState));
  }

  @Override
  public Status status(Duration limit) throws DeviceException {
    FirmwareAsk ask = FirmwareAsk.newBuilder().setLimit(Calls.nanos(limit)).build();
    return status(
        calls.ask(
            ToChild.newBuilder().setFirmwareAsk(ask),
            "asking for the firmware transfer",
            limit,
            ChildFirmware::isState));
  }

  private static boolean isState(FromChild answer) {
    return Wire.constant(Progress.class, answer.getFirmware().getProgress()).isPresent();
  }

  private static Status status(FromChild answer) {
    FirmwareState state = answer.getFirmware();
    return new Status(
        Wire.constant(Progress.class, state.getProgress()).orElseThrow(), state.getHeldBytes());
  }

  @Override
  public void activate(Duration limit) throws DeviceException {
    FirmwareActivate activate = FirmwareActivate.newBuilder().setLimit(Calls.nanos(limit)).build();
    calls.act(
        ToChild.newBuilder().setFirmwareActivate(activate),
        "activating firmware",
        limit,
        FromChild::hasDone);
  }

  @Override
  public void abort(Duration limit) throws DeviceException {
    FirmwareAbort abort = FirmwareAbort.newBuilder().setLimit(Calls.nanos(limit)).build();
    calls.act(
        ToChild.newBuilder().setFirmwareAbort(abort),
        "dropping a firmware transfer",
        limit,
        FromChild::hasDone);
  }
}
