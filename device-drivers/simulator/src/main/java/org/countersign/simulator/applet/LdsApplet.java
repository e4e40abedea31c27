package org.countersign.simulator.applet;

import java.util.Optional;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/**
 * The LDS1 eMRTD application (ICAO 9303-10, 4): loaded over SCP03 with STORE DATA while it is
 * selectable, readable over BAC with secure messaging once it is personalised.
 */
public final class LdsApplet extends CardApplet {

  /** A0000002471001. */
  static final byte[] AID = ByteArrays.of(0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01);

  private static final int GET_CHALLENGE = 0x84;
  private static final int MUTUAL_AUTHENTICATE = 0x82;
  private static final int SELECT = 0xA4;
  private static final int READ_BINARY = 0xB0;
  private static final int READ_BINARY_ODD = 0xB1;
  private static final int STORE_DATA = 0xE2;
  private static final int SECURE_MESSAGING = 0x0C;
  private static final int NONCE = 8;

  private final LdsMemory memory;
  private final ChipLifeCycle lifeCycle;
  private final SecurityDomain domain;
  private final LdsLoader loader;

  private @Nullable ElementaryFile current;
  private @Nullable BasicAccessControl access;
  private @Nullable SecureMessaging messaging;

  private LdsApplet(
      LdsMemory memory, ChipLifeCycle lifeCycle, SecurityDomain domain, Defects defects) {
    super(defects);
    this.memory = memory;
    this.lifeCycle = lifeCycle;
    this.domain = domain;
    this.loader = new LdsLoader(memory, domain);
  }

  static void install(
      LdsMemory memory, ChipLifeCycle lifeCycle, SecurityDomain domain, Defects defects) {
    new LdsApplet(memory, lifeCycle, domain, defects).register();
  }

  @Override
  public boolean select() {
    return lifeCycle.isApplicationSelectable();
  }

  @Override
  public void deselect() {
    domain.close();
    loader.reset();
    current = null;
    access = null;
    messaging = null;
  }

  @Override
  Answer selected(Command command) {
    return Answer.OK;
  }

  @Override
  Answer execute(Command command) {
    ByteArrays.require(!selectsUnknown(command), ISO7816.SW_FILE_NOT_FOUND);
    ByteArrays.require(lifeCycle.isApplicationSelectable(), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    return lifeCycle.isPersonalized() ? executePersonalized(command) : executeOpen(command);
  }

  private Answer executeOpen(Command command) {
    if (SecurityDomain.isAuthentication(command)) {
      return domain.processSecurity(command, AID);
    }
    return domain.guard(command, this::load);
  }

  private Answer load(Command command) {
    if (command.cla == 0x80 && command.ins == STORE_DATA) {
      return loader.storeData(command);
    }
    ByteArrays.require(
        command.ins != GET_CHALLENGE && command.ins != MUTUAL_AUTHENTICATE,
        ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    requireReading(command);
    domain.requireOpen();
    return read(command);
  }

  private Answer executePersonalized(Command command) {
    if ((command.cla & SECURE_MESSAGING) == SECURE_MESSAGING) {
      return secured(command);
    }
    ByteArrays.require(
        !SecurityDomain.isAuthentication(command) && command.ins != STORE_DATA,
        ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    return switch (command.ins) {
      case GET_CHALLENGE -> challenge(command);
      case MUTUAL_AUTHENTICATE -> authenticate(command);
      case SELECT, READ_BINARY, READ_BINARY_ODD ->
          throw new ISOException(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
      default -> throw new ISOException(ISO7816.SW_INS_NOT_SUPPORTED);
    };
  }

  private Answer challenge(Command command) {
    ByteArrays.require(command.p1p2() == 0, ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.require(
        command.ne == NONCE || command.all, (short) (ISO7816.SW_CORRECT_LENGTH_00 | NONCE));
    byte[] keys =
        memory
            .accessKeys()
            .orElseThrow(() -> new ISOException(ISO7816.SW_CONDITIONS_NOT_SATISFIED));
    BasicAccessControl begun = new BasicAccessControl(keys);
    access = begun;
    messaging = null;
    return Answer.of(begun.challenge());
  }

  private Answer authenticate(Command command) {
    BasicAccessControl begun = access;
    access = null;
    messaging = null;
    ByteArrays.require(command.p1p2() == 0, ISO7816.SW_INCORRECT_P1P2);
    if (begun == null) {
      throw new ISOException(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    }
    BasicAccessControl.Agreement agreement = begun.authenticate(command.data());
    messaging = agreement.session();
    return Answer.of(agreement.response());
  }

  private Answer secured(Command command) {
    SecureMessaging session = messaging;
    if (session == null) {
      throw new ISOException(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    Command plain = opened(session, command);
    Answer answer;
    try {
      answer = inspected(plain);
    } catch (ISOException e) {
      answer = Answer.of(ByteArrays.EMPTY, e.getReason());
    }
    return session.wrap(answer, (command.ins & 1) != 0);
  }

  /** A command that is not what was sent ends the session (9303-11, 9.8.3). */
  private Command opened(SecureMessaging session, Command command) {
    try {
      return session.unwrap(command);
    } catch (ISOException e) {
      messaging = null;
      throw e;
    }
  }

  private Answer inspected(Command command) {
    if (command.ins == SELECT && command.p1 == 4) {
      ByteArrays.require(names(command.data(), AID), ISO7816.SW_FILE_NOT_FOUND);
      current = null;
      return Answer.OK;
    }
    requireReading(command);
    return read(command);
  }

  private static void requireReading(Command command) {
    boolean reading =
        command.cla == 0
            && (command.ins == SELECT
                || command.ins == READ_BINARY
                || command.ins == READ_BINARY_ODD);
    ByteArrays.require(reading, ISO7816.SW_INS_NOT_SUPPORTED);
  }

  private Answer read(Command command) {
    return switch (command.ins) {
      case SELECT -> selectFile(command);
      case READ_BINARY -> readBinary(command);
      default -> readBinaryOdd(command);
    };
  }

  private Answer selectFile(Command command) {
    ByteArrays.require(
        (command.p1 == 2 || command.p1 == 0) && command.p2 == 0x0C, ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.requireLength(command.data(), 2);
    current = found(memory.file(ByteArrays.unsignedShort(command.data(), 0)));
    return Answer.OK;
  }

  private Answer readBinary(Command command) {
    boolean bySfi = (command.p1 & 0x80) != 0;
    if (bySfi) {
      ByteArrays.require((command.p1 & 0x60) == 0, ISO7816.SW_INCORRECT_P1P2);
      current = found(memory.fileBySfi(command.p1 & 0x1F));
    }
    int offset = bySfi ? command.p2 : command.p1p2();
    return ElementaryFile.read(requireCurrent().cells(), offset, command, command.ne);
  }

  /** B1: offset in DO 54, contents in DO 53 whose header Ne counts too (7816-4, 7.2.1). */
  private Answer readBinaryOdd(Command command) {
    if (command.p1p2() != 0) {
      boolean bySfi = command.p1 == 0 && command.p2 <= 0x1E;
      current = found(bySfi ? memory.fileBySfi(command.p2) : memory.file(command.p1p2()));
    }
    byte[] offset =
        BerTlv.parse(command.data())
            .value(0x54)
            .orElseThrow(() -> new ISOException(ISO7816.SW_WRONG_DATA));
    ByteArrays.require(offset.length >= 1 && offset.length <= 2, ISO7816.SW_WRONG_DATA);
    int from = offset.length == 1 ? offset[0] & 0xFF : ByteArrays.unsignedShort(offset, 0);
    int ne = command.ne;
    while (ne > 0 && ByteArrays.tlvSize(ne) > command.ne) {
      ne--;
    }
    Answer part = ElementaryFile.read(requireCurrent().cells(), from, command, ne);
    return Answer.of(ByteArrays.tlv(0x53, part.data()), part.sw());
  }

  private ElementaryFile requireCurrent() {
    ElementaryFile file = current;
    if (file == null) {
      throw new ISOException(ISO7816.SW_COMMAND_NOT_ALLOWED);
    }
    return file;
  }

  private static ElementaryFile found(Optional<ElementaryFile> file) {
    return file.orElseThrow(() -> new ISOException(ISO7816.SW_FILE_NOT_FOUND));
  }
}
