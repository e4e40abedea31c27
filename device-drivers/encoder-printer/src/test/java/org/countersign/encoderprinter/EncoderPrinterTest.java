package org.countersign.encoderprinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countersign.encoderprinter.Bench.LIMIT;
import static org.countersign.encoderprinter.Bench.chip;
import static org.countersign.encoderprinter.Bench.exit;
import static org.countersign.encoderprinter.Bench.feeder;
import static org.countersign.encoderprinter.Bench.head;
import static org.countersign.encoderprinter.Bench.positions;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPositions.Position;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.CardPrinter.Side;
import org.countersign.driver.CardPrinter.Supply;
import org.countersign.driver.ChipConnection.Protocol;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.countersign.emulator.encoderprinter.Habits;
import org.countersign.emulator.encoderprinter.Print;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver against the emulated printer over TCP. */
@Timeout(60)
final class EncoderPrinterTest {

  /** SELECT EF.ICCID by its file identifier, ISO 7816-4, 11.2.2. */
  static final byte[] SELECT = HexFormat.of().parseHex("00a4000c022f02");

  /** READ BINARY, ISO 7816-4, 11.3.3. */
  static final byte[] READ = HexFormat.of().parseHex("00b0000000");

  private Bench bench;
  private Device device;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench();
    device = bench.open();
  }

  @AfterEach
  void close() {
    device.close();
    bench.close();
  }

  static void fails(ThrowingCallable call, Fault fault, Effect effect) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DeviceException.class,
            e ->
                assertThat(e.fault() + " " + e.effect())
                    .as(e.getMessage())
                    .isEqualTo(fault + " " + effect));
  }

  @Test
  void it_says_who_it_is_and_what_it_can_do() {
    assertThat(device.info())
        .isEqualTo(new DeviceInfo("Emulated printer-encoder", "EP-000017", "1.4"));
    assertThat(device.capabilities())
        .isEqualTo(
            Set.of(
                ChipContact.class,
                CardPositions.class,
                CardFeeder.class,
                CardExit.class,
                CardPrinter.class));
    assertThat(positions(device).positions()).containsExactlyInAnyOrder(Position.values());
  }

  @Test
  void a_blank_is_fed_talked_to_printed_and_presented() throws Exception {
    feeder(device).feed(LIMIT);
    assertThat(chip(device).awaitChip(true, Duration.ZERO)).isTrue();
    assertThat(chip(device).powerOn(LIMIT).protocol()).isEqualTo(Protocol.T1);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
    String number = bench.printer.card().orElseThrow().chipId();
    assertThat(HexFormat.of().formatHex(chip(device).transceive(READ, LIMIT)))
        .isEqualToIgnoringCase(number + "9000");
    chip(device).powerOff(LIMIT);
    head(device).print(Side.FRONT, face(), LIMIT);
    exit(device).present(LIMIT);

    assertThat(bench.tray.take().orElseThrow().chipId()).isEqualTo(number);
    assertThat(bench.printer.prints())
        .singleElement()
        .extracting(p -> p.card().chipId())
        .isEqualTo(number);
    assertThat(chip(device).awaitChip(true, Duration.ZERO)).isFalse();
    assertThat(feeder(device).units()).containsExactly(new StorageUnit("hopper", 49, 10));
  }

  @Test
  void the_chip_is_reached_over_the_antenna_too() throws Exception {
    feeder(device).feed(LIMIT);
    positions(device).moveTo(Position.CONTACTLESS, LIMIT);
    assertThat(chip(device).powerOn(LIMIT).protocol()).isEqualTo(Protocol.TCL);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @Test
  void a_powered_chip_is_powered_down_before_the_card_moves() throws Exception {
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    positions(device).moveTo(Position.PRINT, LIMIT);
    assertThat(bench.printer.times("ENCODER.PowerOff")).isOne();
    fails(() -> chip(device).transceive(SELECT, LIMIT), Fault.NOT_READY, Effect.NONE);
    chip(device).powerOn(LIMIT);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @Test
  void long_commands_and_answers_come_whole() throws Exception {
    feeder(device).feed(LIMIT);
    assertThat(chip(device).powerOn(LIMIT).maxCommandBytes()).isEqualTo(65_544);
    // An instruction that no card has, with 30,000 bytes: the status word proves that it came.
    byte[] command = new byte[7 + 30_000];
    System.arraycopy(HexFormat.of().parseHex("00ee0000007530"), 0, command, 0, 7);
    assertThat(chip(device).transceive(command, LIMIT)).hasSize(2);
    fails(() -> chip(device).transceive(new byte[65_545], LIMIT), Fault.CONFIGURATION, Effect.NONE);
  }

  @Test
  void the_front_that_is_printed_is_the_image_dot_for_dot() throws Exception {
    BufferedImage image = new BufferedImage(1016, 648, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1015, 647, 0x00FF01);
    bench.printer.printTime(Duration.ofMillis(150));
    feeder(device).feed(LIMIT);
    head(device).print(Side.FRONT, PngImageTest.png(image), LIMIT);
    head(device).print(Side.BACK, PngImageTest.png(image), LIMIT);

    assertThat(bench.printer.prints()).extracting(Print::side).containsExactly("front", "back");
    Print print = bench.printer.prints().get(0);
    assertThat(print.settings()).contains("GOutputTray=PRINTER");
    BufferedImage printed = ImageIO.read(new ByteArrayInputStream(print.image()));
    assertThat(printed.getWidth() + "x" + printed.getHeight()).isEqualTo("1016x648");
    assertThat(printed.getRGB(0, 0)).isEqualTo(0xFFFF0000);
    assertThat(printed.getRGB(1, 0)).isEqualTo(0xFF000000);
    assertThat(printed.getRGB(1015, 647)).isEqualTo(0xFF00FF01);
  }

  @Test
  void a_face_of_another_size_is_refused_before_the_card_moves() throws Exception {
    feeder(device).feed(LIMIT);
    BufferedImage small = new BufferedImage(600, 400, BufferedImage.TYPE_INT_RGB);
    byte[] png = PngImageTest.png(small);
    fails(() -> head(device).print(Side.FRONT, png, LIMIT), Fault.CONFIGURATION, Effect.NONE);
    assertThat(bench.printer.times("Si")).isZero();
  }

  @Test
  void without_a_ribbon_nothing_is_printed() throws Exception {
    feeder(device).feed(LIMIT);
    bench.printer.putInRibbon(0);
    fails(() -> head(device).print(Side.FRONT, face(), LIMIT), Fault.SUPPLY_EMPTY, Effect.NONE);
    bench.printer.putInRibbon(1);
    assertThat(head(device).supplies()).containsExactly(new Supply("ribbon", 1, true));
    head(device).print(Side.FRONT, face(), LIMIT);
    assertThat(bench.printer.prints()).hasSize(1);
  }

  @Test
  void a_ribbon_that_tears_leaves_it_open_what_is_on_the_card() throws Exception {
    feeder(device).feed(LIMIT);
    bench.printer.tearRibbon();
    fails(() -> head(device).print(Side.FRONT, face(), LIMIT), Fault.HARDWARE, Effect.UNKNOWN);
  }

  @Test
  void the_last_blank_is_printed_although_the_hopper_is_empty() throws Exception {
    bench.printer.fillHopper(1);
    feeder(device).feed(LIMIT);
    head(device).print(Side.FRONT, face(), LIMIT);
    exit(device).present(LIMIT);
    fails(() -> feeder(device).feed(LIMIT), Fault.SUPPLY_EMPTY, Effect.NONE);
  }

  @Test
  void a_second_card_is_not_fed_onto_the_first() throws Exception {
    feeder(device).feed(LIMIT);
    fails(() -> feeder(device).feed(LIMIT), Fault.NOT_READY, Effect.NONE);
    assertThat(bench.printer.times("Sis")).isOne();
  }

  @Test
  void moving_printing_presenting_and_powering_need_a_card() throws Exception {
    fails(() -> positions(device).moveTo(Position.PRINT, LIMIT), Fault.CARD_MISSING, Effect.NONE);
    fails(() -> head(device).print(Side.BACK, face(), LIMIT), Fault.CARD_MISSING, Effect.NONE);
    fails(() -> exit(device).present(LIMIT), Fault.CARD_MISSING, Effect.NONE);
    fails(() -> exit(device).retain(LIMIT), Fault.CARD_MISSING, Effect.NONE);
    fails(() -> chip(device).powerOn(LIMIT), Fault.CARD_MISSING, Effect.NONE);
    assertThat(bench.printer.times("Si")).as("a blank must not be fed instead").isZero();
  }

  @Test
  void a_jam_leaves_it_open_where_the_card_is() throws Exception {
    bench.printer.jamNextCard();
    fails(() -> feeder(device).feed(LIMIT), Fault.CARD_JAM, Effect.UNKNOWN);
    assertThat(bench.tray.pulled()).hasSize(1);
    feeder(device).feed(LIMIT);
  }

  @Test
  void an_ok_of_a_card_that_is_not_there_is_not_believed() throws Exception {
    bench.printer.loseNextCard();
    fails(() -> feeder(device).feed(LIMIT), Fault.CARD_JAM, Effect.UNKNOWN);
  }

  @Test
  void an_open_cover_and_a_full_reject_bin_are_told_in_words() throws Exception {
    bench.printer.breakDown("DEF_COVER_OPEN");
    assertThatThrownBy(() -> feeder(device).feed(LIMIT))
        .hasMessage("feeding a card: the printer says DEF_COVER_OPEN; close the cover");
    bench.printer.mend();
    feeder(device).feed(LIMIT);
    bench.printer.fillRejectBin(true);
    fails(() -> exit(device).retain(LIMIT), Fault.NOT_READY, Effect.NONE);
    bench.printer.fillRejectBin(false);
    exit(device).retain(LIMIT);
    assertThat(bench.tray.retained()).hasSize(1);
  }

  @Test
  void a_word_that_no_dialect_knows_is_a_fault_of_the_hardware() throws Exception {
    bench.printer.breakDown("ERR_SOMETHING_NEW");
    fails(() -> feeder(device).feed(LIMIT), Fault.HARDWARE, Effect.UNKNOWN);
  }

  @Test
  void a_mute_chip_and_a_pulled_card_are_told_apart() throws Exception {
    feeder(device).feed(LIMIT);
    bench.printer.muteChips(true);
    fails(() -> chip(device).powerOn(LIMIT), Fault.CARD_MUTE, Effect.NONE);
    bench.printer.muteChips(false);
    chip(device).powerOn(LIMIT);
    bench.printer.pull();
    fails(() -> chip(device).transceive(SELECT, LIMIT), Fault.CARD_TAKEN, Effect.UNKNOWN);
  }

  @Test
  void a_service_that_repeats_a_command_in_its_error_brings_it_into_no_message() throws Exception {
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    bench.printer.habits(Habits.GOOD.withMethods(Map.of("ENCODER.Transmit", "ECHO.Refuse")));
    byte[] canary = HexFormat.of().parseHex("00ca0000cafe");
    assertThatThrownBy(() -> chip(device).transceive(canary, LIMIT))
        .hasMessageContaining("the printer says -1")
        .hasMessageNotContaining("CAFE")
        .extracting(e -> ((DeviceException) e).vendorCode() + ((DeviceException) e).effect())
        .isEqualTo("-1UNKNOWN");
  }

  @Test
  void the_check_of_an_apdu_is_crc_32() {
    assertThat(Encoder.check("123456789")).as("its usual check value").isEqualTo("cbf43926");
  }

  @Test
  void slow_answers_in_single_bytes_among_foreign_objects_are_found() throws Exception {
    bench.printer.habits(Habits.GOOD.withSlow(Duration.ofMillis(20)).withPiece(11).withChatter());
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
  }

  @Test
  void a_service_that_hangs_up_after_each_answer_is_driven_all_the_same() throws Exception {
    device.close();
    bench.printer.habits(Habits.GOOD.withHangingUp());
    device = openWith(text -> text.replace("connection = kept", "connection = per-request"));
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
    exit(device).present(LIMIT);
    assertThat(bench.tray.presented()).hasSize(1);
    assertThat(bench.events).isEmpty();
  }

  @Test
  void another_makers_names_are_a_file() throws Exception {
    device.close();
    bench.printer.habits(
        Habits.GOOD.withMethods(
            Map.of("reader.exchange", "ENCODER.Transmit", "card.at", "CARD.Where")));
    device =
        openWith(text ->
            text.replace("ENCODER.Transmit", "reader.exchange").replace("CARD.Where", "card.at"));
    feeder(device).feed(LIMIT);
    chip(device).powerOn(LIMIT);
    assertThat(chip(device).transceive(SELECT, LIMIT)).containsExactly(0x90, 0x00);
    assertThat(bench.printer.times("ENCODER.Transmit")).isOne();
  }

  @Test
  void a_printer_without_an_encoder_has_no_chip_contact() throws Exception {
    device.close();
    device = openWith(text -> text.replace("chip.exchange", "#"));
    assertThat(device.capability(ChipContact.class)).isEmpty();
    assertThat(device.capability(CardPrinter.class)).isPresent();
  }

  @Test
  void a_wrong_dialect_is_refused_before_anything_is_sent() {
    fails(
        () -> openWith(text -> text.replace("where     =", "#")), Fault.CONFIGURATION, Effect.NONE);
    fails(
        () -> openWith(text -> text.replace("CARD_JAM UNKNOWN", "JAM UNKNOWN")),
        Fault.CONFIGURATION,
        Effect.NONE);
    bench.config.put("dialect", "../evolis-like");
    bench.config.remove("dialect-file");
    fails(() -> bench.open(), Fault.CONFIGURATION, Effect.NONE);
  }

  @TempDir Path folder;

  private interface Change {
    String apply(String text);
  }

  private Device openWith(Change change) throws Exception {
    try (var shipped = Dialect.class.getResourceAsStream("evolis-like.properties")) {
      String text = new String(shipped.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(change.apply(text)).isNotEqualTo(text);
      Path file = Files.writeString(folder.resolve("maker.properties"), change.apply(text));
      bench.config.put("dialect-file", file.toString());
    }
    return bench.open();
  }

  static byte[] face() throws Exception {
    return PngImageTest.png(new BufferedImage(1016, 648, BufferedImage.TYPE_INT_RGB));
  }
}
