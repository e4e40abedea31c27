package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.commands.Countersign;
import org.countersign.station.custody.CardKeyDerivation.Chip;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.cardkeys.CardKey;
import org.countersign.trust.cardkeys.CardKeyBundle;
import org.countersign.trust.cardkeys.EnvelopeOpener;
import org.countersign.trust.cardkeys.Pkcs12RecipientKey;
import org.countersign.trust.cardkeys.RecipientKey;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with which a pilot's authority sends card keys. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeysCommandTest {

  @TempDir Path folder;
  private StationFolder station;

  private record Said(int exit, String text) {}

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.makePilot(folder);
  }

  private static Said run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit = Countersign.run(Terminal.plain(stream, stream), args);
    return new Said(exit, out.toString(StandardCharsets.UTF_8));
  }

  private Said wrap(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "keys",
                "wrap",
                "--master",
                file("keys.json"),
                "--profile",
                file("profiles.d/residence-permit.json"),
                "--chips",
                file("chips.txt"),
                "--station",
                "st-1",
                "--job",
                "job-1",
                "--to",
                file("wrapping.pem"),
                "--key",
                station.authority.keySignerP12().toString(),
                "--password-file",
                station.authority.keySignerPassword().toString(),
                "--out",
                file("job-1.keys")));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Said pair() {
    return run("keys", "pair", "--station", "st-1", "--out", folder.toString());
  }

  @Test
  void keys_of_a_delivery_list_are_wrapped_for_a_station_that_opens_them() throws Exception {
    assertThat(pair().exit()).isZero();
    VirtualCard card = KeyOffice.blank();
    Chip chip = KeyOffice.chip(card);
    Files.writeString(
        folder.resolve("chips.txt"),
        "# batch 7\n" + chip.number().toHex() + " " + card.chipId() + "  # first\n");

    Said said = wrap("--set", "transport", "--set", "issuer=3");

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).contains("keys of 1 card(s) for job job-1 at station st-1 until");
    try (RecipientKey key =
            Pkcs12RecipientKey.open(
                folder.resolve("wrapping.p12"), folder.resolve("wrapping.password"));
        CardKeyBundle bundle =
            new EnvelopeOpener(
                    key, Certificates.readPem(station.authority.keyCaPem()), Clock.systemUTC())
                .open(Files.readAllBytes(folder.resolve("job-1.keys")), false)) {
      assertThat(bundle.card(chip.number().toHex()).orElseThrow().keys())
          .extracting(CardKey::toString)
          .containsExactlyInAnyOrder(
              "transport.enc version 1",
              "transport.mac version 1",
              "transport.dek version 1",
              "issuer.enc version 3",
              "issuer.mac version 3",
              "issuer.dek version 3");
    }
  }

  @Test
  void a_second_pair_never_takes_the_place_of_the_first() {
    assertThat(pair().exit()).isZero();
    Said again = pair();
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.text()).contains("is there already");
  }

  @Test
  void what_is_wrong_with_the_list_or_a_set_is_told_and_nothing_is_written() throws Exception {
    pair();
    Files.writeString(folder.resolve("chips.txt"), "# none\n8986ZZ\n");
    assertThat(wrap("--set", "transport").text()).contains("line 2");
    Files.writeString(folder.resolve("chips.txt"), "89860011\n");
    assertThat(wrap("--set", "transport").text()).contains("diversification data");
    assertThat(wrap("--set", "tranport").text()).contains("no key set tranport", "transport");
    assertThat(Files.exists(folder.resolve("job-1.keys"))).isFalse();
  }
}
