package org.countersign.simulator;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardState.FileState;
import org.countersign.simulator.applet.AppletChip;
import org.countersign.simulator.applet.CardKey;
import org.countersign.simulator.applet.ChipHardware;
import org.countersign.simulator.applet.FileCardMemory;
import org.countersign.simulator.applet.FileChip;
import org.countersign.simulator.applet.FileNode;
import org.countersign.simulator.applet.ForeignChip;
import org.countersign.simulator.applet.KitChip;
import org.countersign.simulator.applet.LdsChip;

/** Looks into a chip. */
final class CardInspection {

  private static final int EF_ICCID = 0x2F02;
  private static final int PERSONALIZED = 0x0F;

  private CardInspection() {}

  static CardState of(CardKind kind, ChipHardware chip, int powerUps, long commands) {
    Facts facts =
        switch (chip) {
          case LdsChip lds -> lds(lds);
          case FileChip file -> file(file);
          case AppletChip applet -> new Facts("UNKNOWN", 0, 0, List.of());
          case ForeignChip foreign -> new Facts("UNKNOWN", 0, 0, List.of());
          case KitChip kit -> new Facts("UNKNOWN", 0, 0, List.of());
        };
    return new CardState(
        kind,
        facts.lifeCycle,
        facts.triesLeft,
        facts.keyVersion,
        powerUps,
        commands,
        chip.eeprom().pagesWritten(),
        chip.eeprom().used(),
        facts.files,
        chip.defects().caught());
  }

  static SortedMap<Integer, Bytes> contents(ChipHardware chip) {
    SortedMap<Integer, Bytes> all = new TreeMap<>();
    switch (chip) {
      case LdsChip lds -> lds.lds().files().forEach(f -> all.put(f.fid(), Bytes.of(f.contents())));
      case FileChip file ->
          file.memory()
              .masterFile()
              .walk()
              .filter(f -> !f.isDedicated())
              .forEach(f -> all.put(f.fid(), Bytes.of(f.contents())));
      default -> {}
    }
    return all;
  }

  private static Facts lds(LdsChip chip) {
    boolean personalized = (chip.lifeCycle().application() & 0x7F) == PERSONALIZED;
    List<FileState> files =
        chip.lds().files().stream()
            .map(f -> new FileState(f.fid(), f.size(), f.isComplete()))
            .toList();
    return new Facts(
        personalized ? "PERSONALIZED" : "SELECTABLE",
        chip.securityDomain().triesLeft(),
        chip.securityDomain().keys().version(),
        files);
  }

  private static Facts file(FileChip chip) {
    FileNode root = chip.memory().masterFile();
    boolean activated = root.walk().anyMatch(f -> f.isDedicated() && f.isActivated());
    int tries =
        chip.memory().key(FileCardMemory.PERSONALIZATION_KEY).map(CardKey::triesLeft).orElse(0);
    List<FileState> files =
        root.walk()
            .filter(f -> !f.isDedicated() && f.fid() != EF_ICCID)
            .map(f -> new FileState(f.fid(), f.size(), f.isActivated()))
            .toList();
    return new Facts(activated ? "ACTIVATED" : "CREATION", tries, 0, files);
  }

  private record Facts(String lifeCycle, int triesLeft, int keyVersion, List<FileState> files) {}
}
