package org.countersign.host.process;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import java.util.Optional;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.StorageUnit;
import org.countersign.protocol.v1.driverhost.Connection;
import org.countersign.protocol.v1.driverhost.DeviceOpened;
import org.countersign.protocol.v1.driverhost.FirmwareAbilities;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.Supplies;
import org.countersign.protocol.v1.driverhost.SupplyLeft;
import org.countersign.protocol.v1.driverhost.ToChild;
import org.countersign.protocol.v1.driverhost.Unit;
import org.countersign.protocol.v1.driverhost.Units;

/** Makes the calls of frames at a device that is open. The device's thread in the child. */
final class CapabilityCalls {

  private final Device device;

  CapabilityCalls(Device device) {
    this.device = device;
  }

  DeviceOpened opened() {
    DeviceInfo info = device.info();
    DeviceOpened.Builder opened =
        DeviceOpened.newBuilder()
            .setModel(info.model())
            .setSerial(info.serial())
            .setFirmware(info.firmware());
    device.capabilities().forEach(type -> opened.addCapabilities(type.getSimpleName()));
    device
        .capability(CardPositions.class)
        .ifPresent(
            cards -> cards.positions().forEach(position -> opened.addPositions(position.name())));
    device
        .capability(CardPrinter.class)
        .ifPresent(printer ->
            opened.setPrinterWidth(printer.widthDots()).setPrinterHeight(printer.heightDots()));
    device
        .capability(FirmwareTarget.class)
        .ifPresent(firmware -> opened.setFirmwareAbilities(abilities(firmware.abilities())));
    return opened.build();
  }

  private static FirmwareAbilities abilities(FirmwareTarget.Abilities abilities) {
    return FirmwareAbilities.newBuilder()
        .setFileType(abilities.fileType())
        .setMaxFragmentBytes(abilities.maxFragmentBytes())
        .setResumes(abilities.resumes())
        .setRestarts(abilities.restarts())
        .build();
  }

  FromChild.Builder make(ToChild call) throws DeviceException {
    return switch (call.getFrameCase()) {
      case RESET -> {
        device.reset();
        yield ChildCalls.done();
      }
      case AWAIT_CHIP, POWER_ON, TRANSCEIVE, POWER_OFF -> chip(call, have(ChipContact.class));
      case FEED -> {
        have(CardFeeder.class).feed(limit(call.getFeed().getLimit()));
        yield ChildCalls.done();
      }
      case UNITS -> FromChild.newBuilder().setUnits(units(have(CardFeeder.class)));
      case PRESENT -> {
        have(CardExit.class).present(limit(call.getPresent().getLimit()));
        yield ChildCalls.done();
      }
      case RETAIN -> {
        have(CardExit.class).retain(limit(call.getRetain().getLimit()));
        yield ChildCalls.done();
      }
      case MOVE -> {
        have(CardPositions.class)
            .moveTo(
                CardPositions.Position.valueOf(call.getMove().getPosition()),
                limit(call.getMove().getLimit()));
        yield ChildCalls.done();
      }
      case PRINT -> {
        have(CardPrinter.class)
            .print(
                CardPrinter.Side.valueOf(call.getPrint().getSide()),
                call.getPrint().getPng().toByteArray(),
                limit(call.getPrint().getLimit()));
        yield ChildCalls.done();
      }
      case SUPPLIES -> FromChild.newBuilder().setSupplies(supplies(have(CardPrinter.class)));
      default -> firmware(call, have(FirmwareTarget.class));
    };
  }

  private <C extends Capability> C have(Class<C> type) {
    Optional<C> capability = device.capability(type);
    return capability.orElseThrow(() ->
        new IllegalStateException("the device lists " + type.getSimpleName() + " and has it not"));
  }

  private static Duration limit(long nanos) {
    return Duration.ofNanos(nanos);
  }

  private static FromChild.Builder chip(ToChild call, ChipContact chip) throws DeviceException {
    return switch (call.getFrameCase()) {
      case AWAIT_CHIP ->
          FromChild.newBuilder()
              .setReached(
                  chip.awaitChip(
                      call.getAwaitChip().getPresent(), limit(call.getAwaitChip().getLimit())));
      case POWER_ON ->
          FromChild.newBuilder()
              .setConnection(connection(chip.powerOn(limit(call.getPowerOn().getLimit()))));
      case TRANSCEIVE ->
          FromChild.newBuilder()
              .setResponse(
                  UnsafeByteOperations.unsafeWrap(
                      chip.transceive(
                          call.getTransceive().getCommand().toByteArray(),
                          limit(call.getTransceive().getLimit()))));
      default -> {
        chip.powerOff(limit(call.getPowerOff().getLimit()));
        yield ChildCalls.done();
      }
    };
  }

  private static Connection connection(ChipConnection connection) {
    return Connection.newBuilder()
        .setAnswerToReset(ByteString.copyFrom(connection.answerToReset()))
        .setProtocol(connection.protocol().name())
        .setMaxCommandBytes(connection.maxCommandBytes())
        .setMaxResponseBytes(connection.maxResponseBytes())
        .build();
  }

  private static Units units(CardFeeder feeder) throws DeviceException {
    Units.Builder units = Units.newBuilder();
    for (StorageUnit unit : feeder.units()) {
      units.addUnits(
          Unit.newBuilder().setId(unit.id()).setCount(unit.count()).setThreshold(unit.threshold()));
    }
    return units.build();
  }

  private static Supplies supplies(CardPrinter printer) throws DeviceException {
    Supplies.Builder supplies = Supplies.newBuilder();
    for (CardPrinter.Supply supply : printer.supplies()) {
      supplies.addSupplies(
          SupplyLeft.newBuilder()
              .setId(supply.id())
              .setRemaining(supply.remaining())
              .setLow(supply.low()));
    }
    return supplies.build();
  }

  private static FromChild.Builder firmware(ToChild call, FirmwareTarget firmware)
      throws DeviceException {
    switch (call.getFrameCase()) {
      case FIRMWARE_BEGIN -> {
        var begin = call.getFirmwareBegin();
        firmware.begin(begin.getTotalBytes(), limit(begin.getLimit()));
        return ChildCalls.done();
      }
      case FIRMWARE_WRITE -> {
        var write = call.getFirmwareWrite();
        return FromChild.newBuilder()
            .setFirmware(
                Wire.state(
                    firmware.write(
                        write.getOffset(),
                        write.getFragment().toByteArray(),
                        limit(write.getLimit()))));
      }
      case FIRMWARE_ASK -> {
        return FromChild.newBuilder()
            .setFirmware(Wire.state(firmware.status(limit(call.getFirmwareAsk().getLimit()))));
      }
      case FIRMWARE_ACTIVATE -> {
        firmware.activate(limit(call.getFirmwareActivate().getLimit()));
        return ChildCalls.done();
      }
      case FIRMWARE_ABORT -> {
        firmware.abort(limit(call.getFirmwareAbort().getLimit()));
        return ChildCalls.done();
      }
      default -> throw new IllegalStateException("no call " + call.getFrameCase());
    }
  }
}
