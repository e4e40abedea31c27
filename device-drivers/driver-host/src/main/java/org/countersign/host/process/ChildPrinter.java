package org.countersign.host.process;

import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import java.util.List;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.protocol.v1.driverhost.AskSupplies;
import org.countersign.protocol.v1.driverhost.DeviceOpened;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.PrintSide;
import org.countersign.protocol.v1.driverhost.ToChild;

/** The printer of a device in a child. */
final class ChildPrinter implements CardPrinter {

  private static final int LARGEST_FACE = 4 << 20;

  private final Calls calls;
  private final int width;
  private final int height;

  ChildPrinter(Calls calls, DeviceOpened opened) {
    this.calls = calls;
    this.width = opened.getPrinterWidth();
    this.height = opened.getPrinterHeight();
  }

  @Override
  public int widthDots() {
    return width;
  }

  @Override
  public int heightDots() {
    return height;
  }

  @Override
  public void print(Side side, byte[] png, Duration limit) throws DeviceException {
    if (png.length > LARGEST_FACE) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "printing a face of " + png.length + " bytes: " + LARGEST_FACE + " are taken at most");
    }
    PrintSide print =
        PrintSide.newBuilder()
            .setSide(side.name())
            .setPng(UnsafeByteOperations.unsafeWrap(png))
            .setLimit(Calls.nanos(limit))
            .build();
    calls.act(ToChild.newBuilder().setPrint(print), "printing a face", limit, FromChild::hasDone);
  }

  @Override
  public List<Supply> supplies() throws DeviceException {
    return calls
        .ask(
            ToChild.newBuilder().setSupplies(AskSupplies.getDefaultInstance()),
            "asking for supplies",
            ChildDevice.LONG,
            FromChild::hasSupplies)
        .getSupplies()
        .getSuppliesList()
        .stream()
        .map(s -> new Supply(Wire.word(s.getId()), s.getRemaining(), s.getLow()))
        .toList();
  }
}
