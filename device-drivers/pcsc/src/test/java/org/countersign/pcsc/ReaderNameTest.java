package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.failure;

import java.util.List;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

class ReaderNameTest {

  private static final List<String> READERS = List.of("Acme A 00 00", "Acme B 01 00", "Acme");

  @Test
  void theWholeNameWinsOverABeginning() throws DeviceException {
    assertThat(ReaderName.resolve("Acme", READERS)).isEqualTo("Acme");
  }

  @Test
  void aBeginningOfOneIsEnough() throws DeviceException {
    assertThat(ReaderName.resolve("Acme B", READERS)).isEqualTo("Acme B 01 00");
  }

  @Test
  void aBeginningOfSeveralIsRefusedWithTheirNames() {
    DeviceException several = failure(() -> ReaderName.resolve("Acm", READERS));
    assertThat(several.fault()).isEqualTo(Fault.CONFIGURATION);
    assertThat(several).hasMessageContaining("Acme A 00 00").hasMessageContaining("Acme B 01 00");
  }

  @Test
  void aReaderThatIsAwayMayComeLater() {
    DeviceException away = failure(() -> ReaderName.resolve("Other", List.of()));
    assertThat(away.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(away).hasMessageContaining("none at all");
  }
}
