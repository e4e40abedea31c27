package org.countersign.simulator;

import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardSpec.Condition;
import org.countersign.simulator.applet.ChipHardware;
import org.countersign.simulator.applet.FileChip;
import org.countersign.simulator.applet.ForeignChip;
import org.countersign.simulator.applet.Kdf;
import org.countersign.simulator.applet.KeySet;
import org.countersign.simulator.applet.KitChip;
import org.countersign.simulator.applet.LdsChip;

/** Makes chips as their specification says. */
final class ChipFactory {

  private static final int ENC = 1;
  private static final int MAC = 2;
  private static final int DEK = 3;

  private ChipFactory() {}

  static ChipHardware make(CardSpec spec, Bytes chipNumber) {
    return switch (spec.kind()) {
      case LDS -> lds(spec, chipNumber);
      case FILE -> file(spec, chipNumber);
      case FOREIGN -> new ForeignChip();
      case KIT -> new KitChip(chipNumber.toArray());
    };
  }

  private static LdsChip lds(CardSpec spec, Bytes chipNumber) {
    KeySet keys =
        spec.condition() == Condition.WRONG_KEYS
            ? KeySet.unknown(CardSpec.TRANSPORT_KEY_VERSION, spec.keySize())
            : transportKeys(spec, chipNumber);
    LdsChip chip = new LdsChip(spec.memory(), chipNumber.toArray(), keys, spec.sixteen());
    if (spec.condition() == Condition.ISSUED) {
      chip.issueElsewhere();
    }
    return chip;
  }

  private static KeySet transportKeys(CardSpec spec, Bytes chipNumber) {
    return new KeySet(
        CardSpec.TRANSPORT_KEY_VERSION,
        key(spec, chipNumber, ENC, spec.keySize()),
        key(spec, chipNumber, MAC, spec.keySize()),
        key(spec, chipNumber, DEK, spec.keySize()));
  }

  private static FileChip file(CardSpec spec, Bytes chipNumber) {
    byte[] number = chipNumber.toArray();
    byte[] key =
        spec.condition() == Condition.WRONG_KEYS
            ? KeySet.unknownKey(16)
            : key(spec, chipNumber, ENC, 16);
    FileChip chip = new FileChip(spec.memory(), number, key);
    if (spec.condition() == Condition.ISSUED) {
      chip.issueElsewhere();
    }
    return chip;
  }

  private static byte[] key(CardSpec spec, Bytes chipNumber, int number, int size) {
    byte[] master = spec.masterKey().toArray();
    return spec.diversified() ? Kdf.kdf3(master, number, chipNumber.toArray(), size) : master;
  }
}
