package org.countersign.pn532;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.card.SoftCard;
import org.countersign.emulator.pn532.EmulatedPn532;
import org.countersign.framing.FrameReader;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.tck.Bench;
import org.countersign.tck.Deed;
import org.countersign.tck.Subject;
import org.countersign.tck.card.KitCard;
import org.countersign.testbed.CardSlot;

/** Two readers; a card stays on the second one's antenna. */
final class Pn532Bench implements Bench {

  private final GatewayLinks lines = new GatewayLinks();
  private final SoftCard card = card();
  private final EmulatedPn532 first;
  private final EmulatedPn532 second;

  Pn532Bench(EmulatedPort one, EmulatedPort other) {
    CardSpec blank = CardSpec.blank(CardKind.KIT);
    this.first = EmulatedPn532.start(one, blank, 0, new CardTray("kit"));
    this.second = EmulatedPn532.start(other, blank, 0, new CardTray("kit-second"));
    second.chip().slot().insert(card());
  }

  private static SoftCard card() {
    KitCard chip = new KitCard(KitCard.Protocol.T1);
    return new SoftCard(chip.atr(), chip::answer, KitCard::time, chip::power);
  }

  @Override
  public Subject subject() {
    return Subject.classes(
        Pn532Driver.class, Optional.of(Path.of("src/main/bundle")), FrameReader.class);
  }

  @Override
  public Map<String, String> settings() {
    return settings(first);
  }

  @Override
  public Optional<Map<String, String>> secondSettings() {
    return Optional.of(settings(second));
  }

  private static Map<String, String> settings(EmulatedPn532 reader) {
    return Map.of("port", reader.address(), "poll-interval", "20ms");
  }

  @Override
  public List<Map<String, String>> wrongSettings() {
    String port = first.address();
    return List.of(Map.of("port", port, "speed", "1"), Map.of("port", port, "max-apdu-data", "0"));
  }

  @Override
  public Links links() {
    return lines.forDevice("kit");
  }

  @Override
  public Map<Deed, Act> deeds() {
    CardSlot antenna = first.chip().slot();
    return Map.of(
        Deed.INSERT_CARD,
        () -> {
          antenna.remove();
          antenna.insert(card);
        },
        Deed.REMOVE_CARD,
        antenna::remove,
        Deed.MUTE_CARD,
        () -> card.mute(true),
        Deed.UNMUTE_CARD,
        () -> card.mute(false),
        Deed.UNPLUG,
        first.port()::unplug,
        Deed.REPLUG,
        first.port()::replug);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    lines.close();
  }
}
