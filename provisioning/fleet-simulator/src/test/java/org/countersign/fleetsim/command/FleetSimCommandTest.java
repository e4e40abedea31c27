package org.countersign.fleetsim.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetSimCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void whatCannotBeUsedIsRefusedInOneSentenceWithWhatIsNeeded() {
    refused("tcp://host[:port] is needed", "--broker", "ssl://broker");
    refused("tcp://host[:port] is needed", "--broker", "not a uri");
    refused("stations: 1 to 28000", "--broker", "tcp://h", "--stations", "0");
    refused("districts: 1 to", "--broker", "tcp://h", "--stations", "3", "--districts", "4");
    refused("pace", "--broker", "tcp://h", "--pace", "0");
    refused("--duration: a number with its unit", "--broker", "tcp://h", "--duration", "5");
    refused("did you mean drill?", "--broker", "tcp://h", "--scenario", "dril");
    refused("--virtual-time: a moment", "--broker", "tcp://h", "--virtual-time", "yesterday");
    refused("the truth cannot be written", "--broker", "tcp://h", "--truth", folder.toString());
    refused(
        "are needed, there are",
        "--broker",
        "tcp://h",
        "--scenario",
        "troubles",
        "--stations",
        "3");
  }

  @Test
  void aFleetWithoutABrokerGoesOnToItsEndAndSaysWhatItMadeAndWhatWaits() {
    // Port 1 of loopback: refused at once, and again and again.
    int exit =
        run(
            "--broker",
            "tcp://127.0.0.1:1",
            "--stations",
            "5",
            "--duration",
            "2h",
            "--pace",
            "5000",
            "--truth",
            folder.resolve("truth").toString());
    assertThat(exit).isZero();
    assertThat(text(out))
        .contains("5 stations in 1 districts, scenario quiet")
        .contains("connected 0/5");
    assertThat(text(out)).containsPattern("cards issued: [1-9][0-9]*, records that wait: [1-9]");
    assertThat(folder.resolve("truth")).isEmptyFile();
  }

  private void refused(String why, String... arguments) {
    err.reset();
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(text(err)).startsWith("fleet-sim: ").contains(why);
  }

  private int run(String... arguments) {
    return new CommandLine(new FleetSimCommand(print(out), print(err))).execute(arguments);
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream of) {
    return of.toString(StandardCharsets.UTF_8);
  }
}
