package org.countersign.encoderprinter;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.driver.link.Links;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.encoderprinter.EmulatedPrinter;
import org.countersign.framing.FrameReader;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.tck.Bench;
import org.countersign.tck.Deed;
import org.countersign.tck.Subject;
import org.countersign.tck.card.KitCard;

/** Two printers with hoppers full of the kit's cards; one is in the second printer. */
final class PrinterBench implements Bench {

  private static final CardSpec BLANK = CardSpec.blank(CardKind.KIT);
  private static final int HOPPER = 500;
  private static final int RIBBON = 500;

  private final GatewayLinks lines = new GatewayLinks();
  private final EmulatedPrinter first = printer("EP-000101");
  private final EmulatedPrinter second = printer("EP-000102");

  PrinterBench() throws IOException {
    second.insert(VirtualCard.make(BLANK));
  }

  private static EmulatedPrinter printer(String serial) throws IOException {
    EmulatedPrinter printer =
        EmulatedPrinter.start(
            TcpPort.open(), serial, () -> VirtualCard.make(BLANK), HOPPER, new CardTray(serial));
    printer.chipTime(KitCard::time);
    printer.putInRibbon(RIBBON);
    return printer;
  }

  @Override
  public Subject subject() {
    return Subject.classes(
        EncoderPrinterDriver.class,
        Optional.of(Path.of("src/main/bundle")),
        FrameReader.class,
        JsonFactory.class);
  }

  @Override
  public Map<String, String> settings() {
    return settings(first);
  }

  @Override
  public Optional<Map<String, String>> secondSettings() {
    return Optional.of(settings(second));
  }

  private static Map<String, String> settings(EmulatedPrinter printer) {
    return Map.of("link", printer.port().address(), "answer-time", "1s");
  }

  @Override
  public List<Map<String, String>> wrongSettings() {
    String link = first.port().address();
    return List.of(
        Map.of("link", link, "station", "railway"),
        Map.of("link", link, "dialect", "gibberish"),
        Map.of("link", link, "dialect-file", "no-such-file.properties"));
  }

  @Override
  public Links links() {
    return lines.forDevice("kit");
  }

  @Override
  public Map<Deed, Act> deeds() {
    Map<Deed, Act> deeds = new EnumMap<>(Deed.class);
    deeds.put(
        Deed.INSERT_CARD,
        () -> {
          first.pull();
          first.insert(VirtualCard.make(BLANK));
        });
    deeds.put(Deed.REMOVE_CARD, first::pull);
    deeds.put(Deed.MUTE_CARD, () -> first.muteChips(true));
    deeds.put(Deed.UNMUTE_CARD, () -> first.muteChips(false));
    deeds.put(Deed.JAM_NEXT_CARD, first::jamNextCard);
    deeds.put(Deed.EMPTY_HOPPER, () -> first.fillHopper(0));
    deeds.put(Deed.FILL_HOPPER, () -> first.fillHopper(HOPPER));
    deeds.put(Deed.EMPTY_RIBBON, () -> first.putInRibbon(0));
    deeds.put(Deed.FILL_RIBBON, () -> first.putInRibbon(RIBBON));
    deeds.put(Deed.UNPLUG, first.port()::unplug);
    deeds.put(Deed.REPLUG, first.port()::replug);
    return deeds;
  }

  /** The ids of requests begin with a random one at every opening. */
  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Duration movementLimit() {
    return Duration.ofSeconds(10);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    lines.close();
  }
}
