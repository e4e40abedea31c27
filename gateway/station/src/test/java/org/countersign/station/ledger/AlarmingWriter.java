package org.countersign.station.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;

/** A process that raises and clears alarms, says what is durable, and is killed at it. */
final class AlarmingWriter {

  private static final Set<AlarmCode> LOOKED = Set.of(AlarmCode.TEST_CARD_FAILED);

  private AlarmingWriter() {}

  public static void main(String[] args) {
    try (LedgerFixture fixture = new LedgerFixture(Path.of(args[0]))) {
      IntStream.iterate(0, i -> i + 1)
          .forEach(i -> {
            Alarm alarm = Alarm.of(AlarmCode.TEST_CARD_FAILED, args[1] + "-" + i);
            fixture.ledger.alarms().settle(LOOKED, List.of(alarm));
            say("SAID raised " + alarm.name());
            fixture.ledger.alarms().settle(LOOKED, List.of());
            say("SAID cleared " + alarm.name());
          });
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
