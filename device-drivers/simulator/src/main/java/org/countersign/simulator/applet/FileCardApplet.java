package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/**
 * A file card after ISO/IEC 7816-4 and 7816-9. Until the DF that holds a file is activated, the
 * personalisation key opens everything in it; afterwards the access rules do.
 */
public final class FileCardApplet extends CardApplet {

  /** F0 43 53 47 4E 46 01. */
  static final byte[] AID = ByteArrays.of(0xF0, 0x43, 0x53, 0x47, 0x4E, 0x46, 0x01);

  private static final int SELECT = 0xA4;
  private static final int GET_CHALLENGE = 0x84;
  private static final int EXTERNAL_AUTHENTICATE = 0x82;
  private static final int WRITE_KEY = 0xD4;
  private static final int CREATE_FILE = 0xE0;
  private static final int ACTIVATE_FILE = 0x44;
  private static final int READ_BINARY = 0xB0;
  private static final int UPDATE_BINARY = 0xD6;

  private static final int RETURN_FCI = 0x00;
  private static final int RETURN_FCP = 0x04;
  private static final int RETURN_NOTHING = 0x0C;

  private final FileCardMemory memory;
  private final SecurityStatus status = new SecurityStatus();
  private FileNode current;
  private byte @Nullable [] challenge;

  private FileCardApplet(FileCardMemory memory, Defects defects) {
    super(defects);
    this.memory = memory;
    this.current = memory.masterFile();
  }

  static void install(FileCardMemory memory, Defects defects) {
    new FileCardApplet(memory, defects).register();
  }

  @Override
  public void deselect() {
    status.clear();
    challenge = null;
    current = memory.masterFile();
  }

  @Override
  Answer selected(Command command) {
    return described(command.p2);
  }

  @Override
  Answer execute(Command command) {
    if (command.cla == 0x80) {
      ByteArrays.require(command.ins == WRITE_KEY, ISO7816.SW_INS_NOT_SUPPORTED);
      return writeKey(command);
    }
    ByteArrays.require(command.cla == 0, ISO7816.SW_CLA_NOT_SUPPORTED);
    return switch (command.ins) {
      case SELECT -> selectFile(command);
      case GET_CHALLENGE -> challenge(command);
      case EXTERNAL_AUTHENTICATE -> authenticate(command);
      case CREATE_FILE -> createFile(command);
      case ACTIVATE_FILE -> activateFile(command);
      case READ_BINARY -> readBinary(command);
      case UPDATE_BINARY -> updateBinary(command);
      default -> throw new ISOException(ISO7816.SW_INS_NOT_SUPPORTED);
    };
  }

  private Answer selectFile(Command command) {
    FileNode found =
        switch (command.p1) {
          case 0x00 -> byIdentifier(command.data());
          case 0x02 -> childOfCurrent(command.data());
          case 0x03 -> parent();
          case 0x04 -> byName(command.data());
          default -> throw new ISOException(ISO7816.SW_INCORRECT_P1P2);
        };
    FileNode before = current;
    current = found;
    try {
      return described(command.p2);
    } catch (ISOException e) {
      current = before;
      throw e;
    }
  }

  /** The MF, the current DF, or what is in it (7816-4, 11.2.2). */
  private FileNode byIdentifier(byte[] data) {
    FileNode root = memory.masterFile();
    if (data.length == 0) {
      return root;
    }
    ByteArrays.requireLength(data, 2);
    int fid = ByteArrays.unsignedShort(data, 0);
    FileNode directory = current.directory();
    if (fid == root.fid) {
      return root;
    }
    if (fid == directory.fid) {
      return directory;
    }
    return directory.child(fid).orElseThrow(() -> new ISOException(ISO7816.SW_FILE_NOT_FOUND));
  }

  private FileNode childOfCurrent(byte[] data) {
    ByteArrays.requireLength(data, 2);
    return current
        .directory()
        .child(ByteArrays.unsignedShort(data, 0))
        .filter(f -> !f.isDedicated())
        .orElseThrow(() -> new ISOException(ISO7816.SW_FILE_NOT_FOUND));
  }

  private FileNode parent() {
    FileNode above = current.directory().parent;
    if (above == null) {
      throw new ISOException(ISO7816.SW_FILE_NOT_FOUND);
    }
    return above;
  }

  private FileNode byName(byte[] name) {
    return memory
        .masterFile()
        .walk()
        .filter(f -> f.isNamed(name))
        .findFirst()
        .orElseThrow(() -> new ISOException(ISO7816.SW_FILE_NOT_FOUND));
  }

  private Answer described(int p2) {
    return switch (p2) {
      case RETURN_NOTHING -> Answer.OK;
      case RETURN_FCP -> Answer.of(current.control());
      case RETURN_FCI -> Answer.of(ByteArrays.tlv(0x6F, current.control()));
      default -> throw new ISOException(ISO7816.SW_INCORRECT_P1P2);
    };
  }

  private Answer challenge(Command command) {
    ByteArrays.require(command.p1p2() == 0, ISO7816.SW_INCORRECT_P1P2);
    boolean fits = command.ne == CardCrypto.AES_BLOCK || command.all;
    ByteArrays.require(fits, (short) (ISO7816.SW_CORRECT_LENGTH_00 | CardCrypto.AES_BLOCK));
    byte[] nonce = CardCrypto.random(CardCrypto.AES_BLOCK);
    challenge = nonce;
    return Answer.of(nonce);
  }

  private Answer authenticate(Command command) {
    byte[] asked = challenge;
    challenge = null;
    int number = command.p2;
    ByteArrays.require(command.p1 == 0, ISO7816.SW_INCORRECT_P1P2);
    CardKey key = memory.key(number).orElseThrow(() -> new ISOException(Sw.NOT_FOUND));
    ByteArrays.requireLength(command.data(), CardCrypto.AES_BLOCK);
    if (asked == null) {
      throw new ISOException(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    }
    ByteArrays.require(key.triesLeft() > 0, Sw.BLOCKED);
    status.withdraw(number);
    if (!key.verify(asked, command.data())) {
      throw new ISOException((short) (Sw.RETRY_COUNTER | key.triesLeft()));
    }
    status.prove(number);
    return Answer.OK;
  }

  /** Tries | new key under the personalisation key, AES-CBC, zero IV | key check value. */
  private Answer writeKey(Command command) {
    requireOpenDirectory();
    int number = command.p2;
    byte[] data = command.data();
    ByteArrays.require(command.p1 == 0 && number >= 1 && number <= 0x0F, ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.requireLength(data, 1 + CardKey.SIZE + 3);
    int tries = data[0] & 0xFF;
    byte[] wrapping = personalizationKey().value();
    byte[] value =
        CardCrypto.aesCbcDecrypt(
            wrapping, new byte[CardCrypto.AES_BLOCK], Arrays.copyOfRange(data, 1, 17));
    boolean right =
        CardCrypto.same(Arrays.copyOfRange(data, 17, 20), CardCrypto.keyCheckValue(value));
    ByteArrays.require(right && tries >= 1 && tries <= CardKey.MAX_TRIES, ISO7816.SW_WRONG_DATA);
    memory.putKey(number, new CardKey(memory.eeprom(), tries, value));
    return Answer.OK;
  }

  private CardKey personalizationKey() {
    return memory
        .key(FileCardMemory.PERSONALIZATION_KEY)
        .orElseThrow(() -> new ISOException(Sw.NOT_FOUND));
  }

  private Answer createFile(Command command) {
    requireOpenDirectory();
    ByteArrays.require(command.p1p2() == 0, ISO7816.SW_INCORRECT_P1P2);
    FileControl control = FileControl.parse(command.data());
    ByteArrays.require(control.isDedicated() || control.isElementary(), ISO7816.SW_WRONG_DATA);
    FileNode directory = current.directory();
    ByteArrays.require(
        control.fid() != 0x3F00 && directory.child(control.fid()).isEmpty(), Sw.FILE_EXISTS);
    ByteArrays.require(directory.childBySfi(control.sfi()).isEmpty(), Sw.FILE_EXISTS);
    byte[] name = control.name();
    ByteArrays.require(name == null || !isTaken(name), Sw.NAME_EXISTS);
    current = directory.create(control);
    return Answer.OK;
  }

  private boolean isTaken(byte[] name) {
    return memory.masterFile().walk().anyMatch(f -> f.isNamed(name));
  }

  /** CREATE FILE and WRITE KEY: not in an activated DF, and by the personalisation key alone. */
  private void requireOpenDirectory() {
    ByteArrays.require(!current.directory().isActivated(), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    requirePersonalizer();
  }

  private void requirePersonalizer() {
    ByteArrays.require(
        status.hasProven(FileCardMemory.PERSONALIZATION_KEY),
        ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
  }

  private Answer activateFile(Command command) {
    ByteArrays.require(
        command.p1p2() == 0 && command.data().length == 0, ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.require(!current.isActivated(), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    if (current.isDedicated()) {
      requirePersonalizer();
    } else {
      requireAccess(current, AccessRule.Operation.ACTIVATE);
    }
    current.activate();
    return Answer.OK;
  }

  private Answer readBinary(Command command) {
    int offset = offset(command);
    requireAccess(requireElementary(), AccessRule.Operation.READ);
    return ElementaryFile.read(current.cells(), offset, command, command.ne);
  }

  private Answer updateBinary(Command command) {
    int offset = offset(command);
    FileNode file = requireElementary();
    requireAccess(file, AccessRule.Operation.UPDATE);
    byte[] data = command.data();
    ByteArrays.require(data.length > 0, ISO7816.SW_WRONG_LENGTH);
    ByteArrays.require(offset < file.size(), ISO7816.SW_WRONG_P1P2);
    ByteArrays.require(offset + data.length <= file.size(), ISO7816.SW_FILE_FULL);
    file.write(offset, data);
    return Answer.OK;
  }

  /** Offset in the current EF, or in the one that a short identifier makes current. */
  private int offset(Command command) {
    if ((command.p1 & 0x80) == 0) {
      return command.p1p2();
    }
    ByteArrays.require((command.p1 & 0x60) == 0, ISO7816.SW_INCORRECT_P1P2);
    current =
        current
            .directory()
            .childBySfi(command.p1 & 0x1F)
            .orElseThrow(() -> new ISOException(ISO7816.SW_FILE_NOT_FOUND));
    return command.p2;
  }

  private FileNode requireElementary() {
    ByteArrays.require(!current.isDedicated(), ISO7816.SW_COMMAND_NOT_ALLOWED);
    return current;
  }

  private void requireAccess(FileNode file, AccessRule.Operation operation) {
    // The chip number is the manufacturer's: no personalisation key may change it.
    boolean open = !file.directory().isActivated() && file.fid != FileCardMemory.EF_ICCID;
    boolean allowed =
        open
            ? status.hasProven(FileCardMemory.PERSONALIZATION_KEY)
            : file.rule.allows(operation, status);
    ByteArrays.require(allowed, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
  }
}
