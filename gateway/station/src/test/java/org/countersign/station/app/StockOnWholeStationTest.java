package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.station.commands.Countersign;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.PinHash;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A day at the counter with its stock: by the command line, over a running station. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StockOnWholeStationTest {

  private static final String LIN = "48151623";
  private static final String WEI = "21081516";
  private static final String WRONG = "90909091";
  private static final String PERMIT = "residence-permit";

  @TempDir Path folder;

  private ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ByteArrayOutputStream everything = new ByteArrayOutputStream();

  private int run(List<String> args, String... lines) throws Exception {
    written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    InputStream in =
        new ByteArrayInputStream(
            String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8));
    int code = Countersign.run(Terminal.plain(in, stream, stream), args.toArray(String[]::new));
    written.writeTo(everything);
    return code;
  }

  private int at(RunningStation station, String command, String... pins) throws Exception {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.add("--url=http://127.0.0.1:" + station.gateway.port());
    args.add("--token-file=" + folder.resolve("secrets/http.token"));
    return run(args, pins);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private StationFolder station(String more) throws Exception {
    StationFolder made = StationFolder.make(folder);
    made.station(made.toml() + more);
    made.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        fault = "pull@12 card=2"
        """);
    OperatorFile file = new OperatorFile(folder.resolve("secrets/operators.toml"));
    Files.createDirectories(folder.resolve("secrets"));
    file.write(
        List.of(
            new Operator("lin", Role.CLERK, PinHash.of(LIN.toCharArray(), 1_000)),
            new Operator("ma", Role.CLERK, PinHash.of(LIN.toCharArray(), 1_000)),
            new Operator("wei", Role.SUPERVISOR, PinHash.of(WEI.toCharArray(), 1_000))));
    return made;
  }

  private static long sum(JsonNode stock) {
    long sum = stock.path("blankOnRecord").asLong();
    for (String state :
        List.of(
            "inProcess",
            "inDoubt",
            "issued",
            "spoiled",
            "quarantined",
            "returned",
            "destroyed",
            "lost")) {
      sum += stock.path(state).asLong();
    }
    return sum;
  }

  @Test
  void a_shift_from_the_carton_to_the_paper() throws Exception {
    StationFolder made = station("[stock]\nrequire-batch = true\nlow = 10\n");
    try (RunningStation station = RunningStation.start(made.folder)) {
      station.submit("permit-1", PERMIT); // Waits, since no batch is open.
      assertThat(at(station, "shift open --by lin", LIN)).as(text()).isZero();
      assertThat(
              at(station, "stock receive B-1 --product " + PERMIT + " --quantity 12 --by lin", LIN))
          .as(text())
          .isZero();
      assertThat(station.job("permit-1").path("state").asText()).isIn("ACCEPTED", "RESERVED");
      assertThat(at(station, "stock open B-1 --by lin", LIN)).as(text()).isZero();
      assertThat(station.ended("permit-1").path("state").asText()).isEqualTo("ACTIVATED");
      station.submit("permit-2", PERMIT);
      JsonNode second = station.ended("permit-2");
      assertThat(second.path("state").asText()).isIn("SPOILED", "IN_DOUBT");

      // A wrong PIN, one person twice, two clerks, and a card that is in the way.
      assertThat(at(station, "shift close --by lin", WRONG)).isEqualTo(3);
      assertThat(text()).contains("name or PIN is wrong");
      assertThat(at(station, "shift close --by lin", LIN)).isEqualTo(1);
      assertThat(text()).contains("permit-2", "stock spoil");
      String spoil = "stock spoil permit-2 --reason write-failed --id s-1 --by lin";
      assertThat(at(station, spoil + " --second lin", LIN, LIN)).isEqualTo(1);
      assertThat(text()).contains("another person");
      assertThat(at(station, spoil + " --second ma", LIN, LIN)).isEqualTo(3);
      assertThat(text()).contains("must be a supervisor");
      assertThat(at(station, spoil + " --second wei", LIN, WRONG)).isEqualTo(3);
      assertThat(at(station, spoil + " --second wei", LIN, WEI)).as(text()).isZero();
      assertThat(at(station, spoil + " --second wei", LIN, WEI)).as(text()).isZero();

      assertThat(
              at(station, "stock destroy permit-2 --reason waste --by wei --second lin", WEI, LIN))
          .as(text())
          .isZero();
      JsonNode stock = station.stock();
      assertThat(stock.path("received").asLong()).isEqualTo(12).isEqualTo(sum(stock));
      assertThat(stock.path("issued").asLong()).isEqualTo(1);
      assertThat(stock.path("destroyed").asLong()).isEqualTo(1);
      assertThat(stock.path("blankOnRecord").asLong()).isEqualTo(10);
      assertThat(stock.path("supplies").path(0).path("status").asText()).isEqualTo("low");

      Path page = folder.resolve("shift.html");
      assertThat(at(station, "shift close --by wei --counted B-1=10 --out " + page, WEI))
          .as(text())
          .isZero();
      assertThat(page).content().contains("班次报告", "B-1", "encoder-1", "write-failed", "已销毁");
      assertThat(at(station, "shift report 1")).isZero();
      assertThat(text()).contains(Files.readString(page).strip());
      assertThat(at(station, "shift")).isZero();
      assertThat(at(station, "stock cards")).isZero();
      assertThat(text()).contains("destroyed", "permit-2");
      assertThat(at(station, "stock --json")).isZero();
      assertThat(text()).contains("\"issued\":1");
      assertThat(station.gateway.metrics().scrape())
          .contains("countersign_stock{product=\"residence-permit\",state=\"issued\"} 1.0");
    }
    noPinIsLeftAnywhere();
  }

  private void noPinIsLeftAnywhere() throws Exception {
    assertThat(everything.toString(StandardCharsets.UTF_8)).doesNotContain(LIN, WEI, WRONG);
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes).as("%s", file).doesNotContain(LIN, WEI, WRONG);
    }
  }

  @Test
  void operators_are_added_listed_and_removed_without_a_running_station() throws Exception {
    StationFolder made = StationFolder.make(folder);
    String config = "--config=" + made.folder;
    List<String> add = List.of("operators", "add", "007", "--role=supervisor", config);

    assertThat(run(add, "123456", "123456")).isEqualTo(2);
    assertThat(text()).contains("not in a row").doesNotContain("123456");
    assertThat(run(add, LIN, WEI)).isEqualTo(2);
    assertThat(run(add, LIN)).isEqualTo(2);
    assertThat(run(add, LIN, LIN)).as(text()).isZero();
    assertThat(run(List.of("operators", "list", config))).isZero();
    assertThat(text()).contains("007", "supervisor");
    assertThat(run(List.of("check", config))).as(text()).isZero();
    assertThat(text()).doesNotContain("no operator is on file");

    assertThat(run(List.of("operators", "remove", "007", config))).isZero();
    assertThat(run(List.of("operators", "remove", "007", config))).isEqualTo(2);
    noPinIsLeftAnywhere();
  }
}
