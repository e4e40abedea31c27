package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;

/**
 * A chip of another world: class 90, commands 10 (number), 20 (state), B0 (read), D0 (write), F0
 * (lock), success 9100 for what changes it. With a key it wants SCP03 level 01 for what changes it.
 */
final class LibraryChip implements ChipContact {

  private static final Bytes NUMBER = Bytes.hex("4C49420000000007");

  private final byte[] memory = new byte[100];
  private final byte[] key;
  private final Set<Integer> instructions = new HashSet<>();
  private boolean locked;
  private boolean broken;
  private byte[] macKey = {};
  private byte[] chain = {};
  private byte[] context = {};

  /** A chip; without a key it takes plain commands. */
  LibraryChip(byte[] key) {
    this.key = key;
  }

  /** Its last cell of memory no longer keeps what is written. */
  void breakMemory() {
    broken = true;
  }

  boolean locked() {
    return locked;
  }

  byte[] memory() {
    return memory.clone();
  }

  Set<Integer> instructions() {
    return instructions;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) {
    return present;
  }

  @Override
  public ChipConnection powerOn(Duration limit) {
    macKey = new byte[0];
    return new ChipConnection(Bytes.hex("3B00").toArray(), ChipConnection.Protocol.T1, 261, 258);
  }

  @Override
  public void powerOff(Duration limit) {}

  @Override
  public byte[] transceive(byte[] wire, Duration limit) {
    CommandApdu command = CommandApdu.decode(wire);
    instructions.add(command.ins());
    return execute(command).encode();
  }

  private ResponseApdu execute(CommandApdu command) {
    if (key.length > 0 && command.ins() == 0x50) {
      return initializeUpdate(command);
    }
    boolean sealed = key.length > 0 && command.cla() != 0x90;
    if (sealed && !takeMac(command)) {
      return ResponseApdu.of(0x6982);
    }
    if (sealed && command.ins() == 0x82) {
      return ResponseApdu.of(0x9000);
    }
    Bytes data = sealed ? command.data().slice(0, command.data().size() - 8) : command.data();
    boolean writes = command.ins() == 0xD0 || command.ins() == 0xF0;
    if (writes && (locked || (key.length > 0 && !sealed))) {
      return ResponseApdu.of(0x6985);
    }
    return switch (command.ins()) {
      case 0x10 -> ok(NUMBER);
      case 0x20 -> ok(Bytes.of(locked ? 1 : 0));
      case 0xB0 -> ok(Bytes.of(memory));
      case 0xD0 -> write(command.p1() << 8 | command.p2(), data);
      case 0xF0 -> lock();
      default -> ResponseApdu.of(0x6D00);
    };
  }

  private static ResponseApdu ok(Bytes data) {
    return new ResponseApdu(data, org.countersign.apdu.StatusWord.OK);
  }

  private ResponseApdu write(int at, Bytes data) {
    System.arraycopy(data.toArray(), 0, memory, at, data.size());
    if (broken) {
      memory[89] = 0;
    }
    return ResponseApdu.of(0x9100);
  }

  private ResponseApdu lock() {
    locked = true;
    return ResponseApdu.of(0x9100);
  }

  /** Amendment D, 7.1.1: diversification data 10, key information 3, challenge 8, cryptogram 8. */
  private ResponseApdu initializeUpdate(CommandApdu command) {
    byte[] challenge = Bytes.hex("0102030405060708").toArray();
    context = command.data().plus(Bytes.of(challenge)).toArray();
    macKey = derive(0x06, 16);
    chain = new byte[16];
    Bytes cryptogram = Bytes.of(deriveWith(macKey, 0x00, 8));
    return ok(
        Bytes.concat(Bytes.of(new byte[10]), Bytes.hex("010300"), Bytes.of(challenge), cryptogram));
  }

  private boolean takeMac(CommandApdu command) {
    if (macKey.length == 0 || command.data().size() < 8) {
      return false;
    }
    int covered = command.data().size() - 8;
    Bytes message =
        Bytes.concat(
            Bytes.of(chain),
            Bytes.of(command.cla(), command.ins(), command.p1(), command.p2()),
            Bytes.of(command.data().size()),
            command.data().slice(0, covered));
    byte[] mac = cmac(macKey, message.toArray());
    boolean right = command.data().from(covered).equals(Bytes.of(mac).slice(0, 8));
    chain = right ? mac : chain;
    return right;
  }

  private byte[] derive(int constant, int size) {
    return deriveWith(key, constant, size);
  }

  /** SP 800-108 as in Amendment D, 4.1.5: label, 00, L in bits, counter 1, context. */
  private byte[] deriveWith(byte[] with, int constant, int size) {
    Bytes message =
        Bytes.concat(
            Bytes.of(new byte[11]),
            Bytes.of(constant, 0, size * 8 >> 8, size * 8, 1),
            Bytes.of(context));
    return Arrays.copyOf(cmac(with, message.toArray()), size);
  }

  private static byte[] cmac(byte[] with, byte[] message) {
    CMac mac = new CMac(AESEngine.newInstance());
    mac.init(new KeyParameter(with));
    mac.update(message, 0, message.length);
    byte[] out = new byte[16];
    mac.doFinal(out, 0);
    return out;
  }
}
