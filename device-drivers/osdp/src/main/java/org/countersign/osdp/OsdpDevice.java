package org.countersign.osdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.link.LineSettings;

/** An OSDP reader at the other end of a line. */
final class OsdpDevice implements Device {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Peripheral reader;
  private final Identity identity;
  private final Heartbeat heartbeat;
  private final boolean ignoreTamper;
  private final Map<Class<? extends Capability>, Capability> capabilities = new HashMap<>();

  private OsdpDevice(
      Peripheral reader, Identity identity, OsdpSettings settings, DriverContext context)
      throws DeviceException {
    this.reader = reader;
    this.identity = identity;
    this.ignoreTamper = settings.ignoreTamper();
    if (settings.smartCard()) {
      SmartCard card = new SmartCard(reader, settings, identity.packetBytes());
      card.checkSupported(LIMIT);
      capabilities.put(ChipContact.class, card);
    }
    settings
        .fileType()
        .ifPresent(type ->
            capabilities.put(
                FirmwareTarget.class, new FileTransfer(reader, type, identity.packetBytes())));
    this.heartbeat = new Heartbeat(reader, context);
  }

  /** Opens the line, a session, and asks who is there. */
  static OsdpDevice open(
      DriverContext context, Buses buses, LongSupplier clock, SecureRandom random)
      throws DeviceException {
    OsdpSettings settings = OsdpSettings.of(context.config());
    List<BaseKey> keys = keys(settings);
    Line line = buses.join(context, settings, LIMIT, clock);
    try {
      Peripheral reader = new Peripheral(line, settings, keys.get(0), random);
      begin(reader, settings, keys);
      Identity identity = identify(reader);
      checkTamper(reader, settings.ignoreTamper());
      return new OsdpDevice(reader, identity, settings, context);
    } catch (DeviceException | RuntimeException e) {
      line.close();
      throw e;
    }
  }

  private static List<BaseKey> keys(OsdpSettings settings) throws DeviceException {
    List<BaseKey> keys = new ArrayList<>();
    keys.add(BaseKey.read(settings.keyFile()));
    if (settings.previousKeyFile().isPresent()) {
      keys.add(BaseKey.read(settings.previousKeyFile().get()));
    }
    if (settings.install()) {
      keys.add(BaseKey.ofInstallation());
    }
    return keys;
  }

  private static void begin(Peripheral reader, OsdpSettings settings, List<BaseKey> keys)
      throws DeviceException {
    try {
      reader.install(keys, LIMIT);
    } catch (DeviceException e) {
      if (settings.comsetFrom().isEmpty() || e.fault() != Fault.COMMUNICATION) {
        throw e;
      }
      if (reader.sharesLine()) {
        throw new DeviceException(
            e.fault(),
            e.effect(),
            e.vendorCode(),
            e.getMessage() + "; comset-from has no meaning while other devices use the line",
            e);
      }
      reader.speed(LineSettings.of(settings.comsetFrom().get()), "changing the line's speed");
      reader.install(keys, LIMIT);
      setSpeed(reader, settings);
      reader.speed(settings.line(), "changing the line's speed");
      reader.install(keys, LIMIT);
    }
  }

  private static void setSpeed(Peripheral reader, OsdpSettings settings) throws DeviceException {
    String doing = "setting the reader's speed to " + settings.baud() + " bit/s";
    byte[] data =
        ByteBuffer.allocate(5)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) settings.address())
            .putInt(settings.baud())
            .array();
    Reply set = reader.ask(Question.once(Code.COMSET, doing, data), LIMIT);
    set.require(Code.COM, data.length, doing);
    int baud = ByteBuffer.wrap(set.data()).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
    if (baud != settings.baud()) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          doing + ": it takes " + baud + "; put that into the setting baud");
    }
  }

  private static Identity identify(Peripheral reader) throws DeviceException {
    String doing = "asking the reader who it is";
    Reply id = reader.ask(Question.repeatable(Code.ID, doing, 0), LIMIT);
    id.require(Code.PDID, Identity.PDID_BYTES, doing);
    Reply capabilities =
        reader.ask(Question.repeatable(Code.CAP, "asking what the reader can do", 0), LIMIT);
    // Without it a reader keeps to replies of 128 bytes. One that does not know it does so too.
    reader.ask(
        Question.repeatable(
            Code.ACURXSIZE,
            "telling the greatest packet",
            Packet.GREATEST & 0xFF,
            Packet.GREATEST >> 8),
        LIMIT);
    return Identity.of(
        id, capabilities.code() == Code.PDCAP ? capabilities : new Reply(Code.PDCAP, new byte[0]));
  }

  private static void checkTamper(Peripheral reader, boolean ignore) throws DeviceException {
    Reply status = reader.ask(Question.repeatable(Code.LSTAT, "asking for tampering"), LIMIT);
    if (!ignore && status.code() == Code.LSTATR && status.data().length > 0 && status.at(0) != 0) {
      throw new DeviceException(
          Fault.HARDWARE,
          Effect.NONE,
          "LSTATR %02X".formatted(status.at(0)),
          reader.name() + " reports that its case is open; look at it, close it, reset the device");
    }
  }

  @Override
  public DeviceInfo info() {
    return identity.info();
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return Set.copyOf(capabilities.keySet());
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.ofNullable(capabilities.get(type)).map(type::cast);
  }

  /** Begins a new session; a card loses its power. */
  @Override
  public void reset() throws DeviceException {
    reader.forgetSession();
    checkTamper(reader, ignoreTamper);
  }

  @Override
  public void close() {
    heartbeat.close();
    reader.close();
  }
}
