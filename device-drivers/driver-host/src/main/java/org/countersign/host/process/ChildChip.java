package org.countersign.host.process;

import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.protocol.v1.driverhost.AwaitChip;
import org.countersign.protocol.v1.driverhost.Connection;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.PowerOff;
import org.countersign.protocol.v1.driverhost.PowerOn;
import org.countersign.protocol.v1.driverhost.ToChild;
import org.countersign.protocol.v1.driverhost.Transceive;

/** The chip contact of a device in a child. */
final class ChildChip implements ChipContact {

  private static final int SHORTEST_RESPONSE = 2;
  private static final int LONGEST_RESPONSE = 65_538;

  private final Calls calls;

  ChildChip(Calls calls) {
    this.calls = calls;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    AwaitChip await =
        AwaitChip.newBuilder().setPresent(present).setLimit(Calls.nanos(limit)).build();
    return calls
        .ask(
            ToChild.newBuilder().setAwaitChip(await),
            "waiting for a card",
            limit,
            FromChild::hasReached)
        .getReached();
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    PowerOn power = PowerOn.newBuilder().setLimit(Calls.nanos(limit)).build();
    Connection connection =
        calls
            .act(
                ToChild.newBuilder().setPowerOn(power),
                "powering the chip",
                limit,
                answer -> isRight(answer.getConnection()))
            .getConnection();
    return new ChipConnection(
        connection.getAnswerToReset().toByteArray(),
        Wire.constant(ChipConnection.Protocol.class, connection.getProtocol()).orElseThrow(),
        connection.getMaxCommandBytes(),
        connection.getMaxResponseBytes());
  }

  private static boolean isRight(Connection connection) {
    return connection.getAnswerToReset().size() > 0
        && Wire.constant(ChipConnection.Protocol.class, connection.getProtocol()).isPresent();
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    Transceive exchange =
        Transceive.newBuilder()
            .setCommand(UnsafeByteOperations.unsafeWrap(command)) // Gone before the caller returns.
            .setLimit(Calls.nanos(limit))
            .build();
    return calls
        .act(
            ToChild.newBuilder().setTransceive(exchange),
            "an exchange with the chip",
            limit,
            answer ->
                answer.getResponse().size() >= SHORTEST_RESPONSE
                    && answer.getResponse().size() <= LONGEST_RESPONSE)
        .getResponse()
        .toByteArray();
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    PowerOff power = PowerOff.newBuilder().setLimit(Calls.nanos(limit)).build();
    calls.act(
        ToChild.newBuilder().setPowerOff(power),
        "powering the chip down",
        limit,
        FromChild::hasDone);
  }
}
