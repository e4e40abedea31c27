package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.sam.SamException;
import org.countersign.station.commands.Countersign;
import org.countersign.station.custody.SoftSam;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.secret.SecretFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an authority makes for a SAM at its desk, and what the SAM says to it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SamOrderCommandsTest {

  private static final Bytes INPUT = Bytes.hex("89860011223344556677");

  private static final String MASTERS =
      """
      {"keys": {
        "reading": {"algorithm": "AES", "value": "606162636465666768696A6B6C6D6E6F"},
        "long": {"algorithm": "AES", "value": "606162636465666768696A6B6C6D6E6F6061626364656667"},
        "each.enc": {"algorithm": "AES", "value": "606162636465666768696A6B6C6D6E6F"}}}
      """;

  @TempDir Path folder;
  private SoftSam sam;
  private Path order;

  private void authority(String keys) throws Exception {
    Files.deleteIfExists(folder.resolve("authority.json"));
    SecretFile.create(folder.resolve("authority.json"), keys);
  }

  private record Said(int exit, String text) {}

  @BeforeEach
  void make() throws Exception {
    sam = new SoftSam();
    order = folder.resolve("sam.order");
    authority(SoftSam.OF_AUTHORITY);
    SecretFile.create(folder.resolve("masters.json"), MASTERS);
  }

  private Said run(String command, String... more) {
    return runFor(SoftSam.NUMBER.toHex(), command, more);
  }

  private Said runFor(String number, String command, String... more) {
    List<String> args = new ArrayList<>(List.of("keys", command, "--sam", number));
    args.addAll(List.of("--authority", folder.resolve("authority.json").toString()));
    args.addAll(List.of("--out", order.toString()));
    args.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit = Countersign.run(Terminal.plain(stream, stream), args.toArray(String[]::new));
    return new Said(exit, out.toString(StandardCharsets.UTF_8));
  }

  private Said load(String set, int slot) {
    String masters = folder.resolve("masters.json").toString();
    return run("sam-load", "--master", masters, "--set", set, "--slot", String.valueOf(slot));
  }

  private Said topUp(int number, long cards) {
    return run("sam-top-up", "--number", "" + number, "--cards", "" + cards);
  }

  @Test
  void a_master_key_and_cards_reach_the_sam_and_it_derives_with_them() throws Exception {
    Said loaded = load("reading", 3);
    assertThat(loaded.exit()).as(loaded.text()).isZero();
    assertThat(loaded.text()).contains("for SAM 53414D0000000017", "reading into slot 3");
    sam.handIn(Files.readAllBytes(order));
    Files.delete(order);

    Said more = topUp(1, 500);
    assertThat(more.exit()).as(more.text()).isZero();
    assertThat(more.text()).contains("top-up 1, 500 card(s)");
    sam.handIn(Files.readAllBytes(order));

    assertThat(sam.status().left()).isEqualTo(500);
    assertThat(sam.derive(3, 2, INPUT))
        .isEqualTo(
            Diversification.KDF3.derive(
                SoftSam.secret(Bytes.hex("606162636465666768696A6B6C6D6E6F")), 2, INPUT));
  }

  @Test
  void an_order_for_another_sam_is_not_taken() throws Exception {
    assertThat(runFor("53414D0000000018", "sam-top-up", "--number", "1", "--cards", "5").exit())
        .isZero();
    assertThatThrownBy(() -> sam.handIn(Files.readAllBytes(order)))
        .isInstanceOf(SamException.class);
    assertThat(sam.status().left()).isZero();
  }

  @Test
  void an_order_that_was_not_handed_in_is_not_overwritten() throws Exception {
    topUp(1, 500);
    byte[] first = Files.readAllBytes(order);
    Said again = topUp(2, 500);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.text()).contains("is there already");
    assertThat(order).hasBinaryContent(first);
  }

  @Test
  void what_is_wrong_is_told_and_nothing_is_written() throws Exception {
    assertThat(runFor("17", "sam-top-up", "--number", "1", "--cards", "5").text())
        .contains("--sam 17", "16 hex digits");
    assertThat(topUp(0, 5).text()).contains("1 to 65535");
    assertThat(topUp(1, 0).text()).contains("top-up 1 of 0 cards");
    assertThat(load("reading", 9).text()).contains("slot 9", "slots 1 to 8");
    assertThat(load("long", 3).text()).contains("24 bytes");
    assertThat(load("each", 3).text()).contains("a master key for each role");
    assertThat(load("readings", 3).text()).contains("no key readings", "reading");
    authority(SoftSam.PAIRING);
    assertThat(topUp(1, 5).text()).contains("no key sam.authority");
    authority(MASTERS.replace("long", "sam.authority"));
    assertThat(topUp(1, 5).text()).contains("has 24 bytes; 16");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("sam.order"));
  }
}
