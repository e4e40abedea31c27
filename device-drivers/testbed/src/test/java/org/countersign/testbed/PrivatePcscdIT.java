package org.countersign.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PrivatePcscdIT {

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
  }

  @Test
  void everyReaderIsThereByTheNameItSays() throws Exception {
    try (PrivatePcscd pcscd = PrivatePcscd.start(8)) {
      String listed = pcscd.runClient(List.of("opensc-tool", "-l")).output();

      assertThat(pcscd.readerNames()).hasSize(8).allSatisfy(n -> assertThat(listed).contains(n));
    }
  }

  @Test
  void aCardIsReadByAForeignClientAlsoAfterACrash() throws Exception {
    EchoCard card = new EchoCard();
    try (PrivatePcscd pcscd = PrivatePcscd.start(2);
        VpcdClient slot = VpcdClient.inserted(pcscd.port(1), card)) {
      assertThat(atrOfReader(pcscd, 1)).contains("3b:81:01:20:a0");

      long before = pcscd.pid();
      pcscd.kill();
      pcscd.restart();

      assertThat(pcscd.pid()).isNotEqualTo(before);
      assertThat(atrOfReader(pcscd, 1)).contains("3b:81:01:20:a0");
      assertThat(slot.isInserted()).isTrue();
    }
  }

  @Test
  void twoDaemonsLiveSideBySide() throws Exception {
    try (PrivatePcscd one = PrivatePcscd.start(1);
        PrivatePcscd other = PrivatePcscd.start(1);
        VpcdClient slot = VpcdClient.inserted(one.port(0), new EchoCard())) {
      assertThat(atrOfReader(one, 0)).contains("3b:81:01:20:a0");
      assertThat(other.runClient(List.of("opensc-tool", "-l")).output()).contains("No  ");
      assertThat(slot.isInserted()).isTrue();
    }
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    PrivatePcscd pcscd = PrivatePcscd.start(1);
    Path folder = pcscd.socket().getParent().getParent();
    long pid = pcscd.pid();
    pcscd.close();

    assertThat(folder).doesNotExist();
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void aFolderTooLongForASocketIsRefused(@TempDir Path temp) throws Exception {
    Path deep = Files.createDirectories(temp.resolve("d".repeat(100)));
    assertThatThrownBy(() -> PrivatePcscd.start(deep, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 107");
  }

  /** Asks until pcscd, which looks every 400 ms, has seen the card; the time-out ends it. */
  private static String atrOfReader(PrivatePcscd pcscd, int reader) throws Exception {
    List<String> command = List.of("opensc-tool", "-r", pcscd.readerNames().get(reader), "--atr");
    while (true) {
      PrivatePcscd.ClientOutcome outcome = pcscd.runClient(command);
      if (outcome.exitCode() == 0) {
        return outcome.output();
      }
    }
  }
}
