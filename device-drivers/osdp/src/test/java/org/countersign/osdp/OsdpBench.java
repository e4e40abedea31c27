package org.countersign.osdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.card.SoftCard;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.emulator.osdp.OsdpStation;
import org.countersign.framing.FrameReader;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.FaultPlan;
import org.countersign.tck.Bench;
import org.countersign.tck.Deed;
import org.countersign.tck.Subject;
import org.countersign.tck.card.KitCard;
import org.countersign.testbed.CardSlot;

/** Two readers, each on a line of its own; a card stays on the second one. */
final class OsdpBench implements Bench {

  private static final int FIRMWARE = 20_000;

  private final GatewayLinks lines = new GatewayLinks();
  private final SoftCard card = card();
  private final Path key;
  private final OsdpStation first;
  private final OsdpStation second;

  OsdpBench(Path folder, EmulatedPort one, EmulatedPort other) throws IOException {
    this.key = folder.resolve("scbk");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, HexFormat.of().formatHex(Rig.KEY) + "\n");
    this.first = station("kit", 17, one);
    this.second = station("kit-second", 18, other);
    second.reader().insert(card());
  }

  private static OsdpStation station(String name, long serial, EmulatedPort port) {
    return OsdpStation.start(
        name,
        port,
        OsdpModel.ENCODER.withSerial(serial),
        Rig.KEY,
        CardSpec.blank(CardKind.KIT),
        0,
        FaultPlan.none(),
        new CardTray(name));
  }

  private static SoftCard card() {
    KitCard chip = new KitCard(KitCard.Protocol.T1);
    return new SoftCard(chip.atr(), chip::answer, KitCard::time, chip::power);
  }

  @Override
  public Subject subject() {
    return Subject.classes(
        OsdpDriver.class, Optional.of(Path.of("src/main/bundle")), FrameReader.class);
  }

  @Override
  public Map<String, String> settings() {
    return settings(first);
  }

  @Override
  public Optional<Map<String, String>> secondSettings() {
    return Optional.of(settings(second));
  }

  private Map<String, String> settings(OsdpStation station) {
    return Map.of(
        "port", station.port().address(),
        "key-file", key.toString(),
        "smart-card", "true",
        "file-type", "1",
        "reply-time", "60ms",
        "poll", "5ms");
  }

  @Override
  public List<Map<String, String>> wrongSettings() {
    return List.of(
        wrong("baud", "1"),
        wrong("address", "127"),
        wrong("slot", "256"),
        wrong("file-type", "-1"),
        wrong("reply-time", "1h"),
        wrong("key-file", key + "-that-is-not-there"));
  }

  private Map<String, String> wrong(String setting, String value) {
    Map<String, String> wrong = new HashMap<>(settings());
    wrong.put(setting, value);
    return wrong;
  }

  @Override
  public List<byte[]> secrets() {
    return List.of(Rig.KEY);
  }

  @Override
  public Links links() {
    return lines.forDevice("kit");
  }

  @Override
  public Map<Deed, Act> deeds() {
    CardSlot slot = first.reader();
    return Map.of(
        Deed.INSERT_CARD,
        () -> {
          slot.remove();
          slot.insert(card);
        },
        Deed.REMOVE_CARD,
        slot::remove,
        Deed.UNPLUG,
        first.port()::unplug,
        Deed.REPLUG,
        first.port()::replug);
  }

  /** Each session has random numbers of its own in it. */
  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Optional<byte[]> firmwareImage() {
    byte[] image = new byte[FIRMWARE];
    new Random(FIRMWARE).nextBytes(image);
    return Optional.of(image);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    lines.close();
  }
}
