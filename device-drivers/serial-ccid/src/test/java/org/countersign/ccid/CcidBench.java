package org.countersign.ccid;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.card.SoftCard;
import org.countersign.emulator.ccid.CcidStation;
import org.countersign.emulator.ccid.EmulatedCcidReader;
import org.countersign.emulator.ccid.ReaderModel;
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

/** Two readers of a kind; a card stays in the second one. */
final class CcidBench implements Bench {

  private final GatewayLinks lines = new GatewayLinks();
  private final ReaderModel model;
  private final SoftCard card;
  private final CcidStation first;
  private final CcidStation second;

  CcidBench(ReaderModel model, KitCard.Protocol protocol, EmulatedPort one, EmulatedPort other) {
    this.model = model;
    this.card = card(protocol);
    this.first = station("kit", model, one);
    this.second = station("kit-second", model, other);
    second.reader().insert(card(protocol));
  }

  private static CcidStation station(String name, ReaderModel model, EmulatedPort port) {
    CardSpec blank = CardSpec.blank(CardKind.KIT);
    return CcidStation.start(name, port, model, blank, 0, FaultPlan.none(), new CardTray(name));
  }

  private static SoftCard card(KitCard.Protocol protocol) {
    KitCard chip = new KitCard(protocol);
    return new SoftCard(chip.atr(), chip::answer, KitCard::time, chip::power);
  }

  @Override
  public Subject subject() {
    return Subject.classes(
        SerialCcidDriver.class, Optional.of(Path.of("src/main/bundle")), FrameReader.class);
  }

  @Override
  public Map<String, String> settings() {
    return settings(first);
  }

  @Override
  public Optional<Map<String, String>> secondSettings() {
    return Optional.of(settings(second));
  }

  private Map<String, String> settings(CcidStation station) {
    return Map.of(
        "port",
        station.port().address(),
        "framing",
        model.acs() ? "acs" : "gempc-twin",
        "slot",
        String.valueOf(model.slot()),
        "poll",
        "20ms");
  }

  @Override
  public List<Map<String, String>> wrongSettings() {
    String port = first.port().address();
    return List.of(
        Map.of("port", port, "framing", "morse"),
        Map.of("port", port, "slot", "16"),
        Map.of("port", port, "baud", "1"),
        Map.of("port", port, "exchange", "pigeon"),
        Map.of("port", port, "protocol", "t14"),
        Map.of("port", port, "voltage", "230v"),
        Map.of("port", port, "poll", "1h"));
  }

  @Override
  public Links links() {
    return lines.forDevice("kit");
  }

  @Override
  public Map<Deed, Act> deeds() {
    EmulatedCcidReader slot = first.reader();
    return Map.of(
        Deed.INSERT_CARD,
        () -> {
          slot.remove();
          slot.insert(card);
        },
        Deed.REMOVE_CARD,
        slot::remove,
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
  public void close() throws IOException {
    first.close();
    second.close();
    lines.close();
  }
}
