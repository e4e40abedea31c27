package org.countersign.fleetsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthFileTest {

  @TempDir Path folder;

  @Test
  void everyFaultIsALineOfJsonAsSoonAsItIsTold() throws Exception {
    Path file = folder.resolve("truth.jsonl");
    try (TruthFile truth = TruthFile.create(file)) {
      truth.tell(
          new Truth.Entry(
              1_000, "district-01", "station-00001", Cause.STOCK_OUT, "none", 500, 61_000));
      assertThat(Files.readString(file))
          .isEqualTo(
              "{\"at\":\"1970-01-01T00:00:01Z\",\"district\":\"district-01\",\"station\":\"station-00001\",\"cause\":\"stock-out\",\"why\":null,\"capacity\":\"none\",\"from\":\"1970-01-01T00:00:00.500Z\",\"to\":\"1970-01-01T00:01:01Z\"}\n");
      truth.tell(new Truth.Entry(2_000, "", "", Cause.BROKER_RESTART, "", 2_000, Long.MAX_VALUE));
    }
    assertThat(Files.readAllLines(file).get(1))
        .isEqualTo(
            "{\"at\":\"1970-01-01T00:00:02Z\",\"district\":null,\"station\":null,\"cause\":"
                + "\"broker-restart\",\"why\":\"BROKER\",\"capacity\":null,\"from\":\"1970-01-01T00:00:02Z\",\"to\":"
                + "null}");
  }
}
