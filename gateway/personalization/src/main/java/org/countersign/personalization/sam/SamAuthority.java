package org.countersign.personalization.sam;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.AesCbc;
import org.countersign.personalization.keys.AesCmac;
import org.countersign.personalization.keys.Secret;

/** What the authority of a secure access module makes for it: master keys and top-ups. */
public final class SamAuthority implements AutoCloseable {

  private static final int TOP_UP = 0x01;
  private static final int LOAD = 0x02;
  private static final int BLOCK = 16;

  private final Secret enc;
  private final Secret mac;

  /**
   * With the authority's key of one module.
   *
   * @param key 16 bytes, of which this keeps no copy
   */
  public SamAuthority(Secret key) {
    try (AesCmac cmac = new AesCmac(key)) {
      enc = Secret.of(cmac.add(0x45).finish());
      mac = Secret.of(cmac.add(0x4D).finish());
    }
  }

  /**
   * Raises the number of cards left.
   *
   * @param sam the module's number, 8 bytes
   * @param number of the top-up: one more than the last that it took
   * @param cards 1 to 2,147,483,647
   * @return to be handed in: 01 00, number (2), cards (4), MAC (16)
   */
  public Bytes topUp(Bytes sam, int number, long cards) {
    if (cards < 1 || cards > Integer.MAX_VALUE || number < 1 || number > 0xFFFF) {
      throw new IllegalArgumentException(
          "top-up %d of %d cards; 1 to 65535 of 1 to %d"
              .formatted(number, cards, Integer.MAX_VALUE));
    }
    Bytes body = Bytes.hex("%04X%08X".formatted(number, cards));
    return Bytes.concat(Bytes.of(TOP_UP, 0), body, mac(Bytes.concat(Bytes.of(TOP_UP), sam, body)));
  }

  /**
   * Puts a master key into an empty slot.
   *
   * @param slot 1 to 8
   * @param master 16 bytes
   * @return to be handed in: 02, slot, encrypted key (16), MAC (16)
   */
  public Bytes load(Bytes sam, int slot, Secret master) {
    if (master.size() != BLOCK || slot < 1 || slot > 8) {
      throw new IllegalArgumentException(
          "a master key of %d bytes for slot %d; %d bytes, slots 1 to 8"
              .formatted(master.size(), slot, BLOCK));
    }
    byte[] block = master.toArray();
    try (AesCbc cipher = new AesCbc(enc)) {
      cipher.encrypt(block, 0, BLOCK, block, 0);
    }
    Bytes body = Bytes.of(block);
    return Bytes.concat(
        Bytes.of(LOAD, slot), body, mac(Bytes.concat(Bytes.of(LOAD), sam, Bytes.of(slot), body)));
  }

  private Bytes mac(Bytes message) {
    try (AesCmac cmac = new AesCmac(mac)) {
      return Bytes.of(cmac.add(message.toArray()).finish());
    }
  }

  @Override
  public void close() {
    enc.close();
    mac.close();
  }
}
