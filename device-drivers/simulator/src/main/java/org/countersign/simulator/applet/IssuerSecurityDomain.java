package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/** The issuer security domain of a GlobalPlatform chip (GPC 2.3.1, chapter 11). */
public final class IssuerSecurityDomain extends CardApplet {

  /** A000000151000000. */
  static final byte[] AID = ByteArrays.of(0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00, 0x00);

  private static final int GET_DATA = 0xCA;
  private static final int PUT_KEY = 0xD8;
  private static final int SET_STATUS = 0xF0;
  private static final int GET_STATUS = 0xF2;

  private static final int SCOPE_CARD = 0x80;
  private static final int SCOPE_APPLICATIONS = 0x40;
  private static final int ISD_PRIVILEGES = 0x9E;

  private final SecurityDomainMemory memory;
  private final ChipLifeCycle lifeCycle;
  private final LdsMemory lds;
  private final SecurityDomain domain;
  private final CardData cardData;

  private IssuerSecurityDomain(
      SecurityDomainMemory memory,
      ChipLifeCycle lifeCycle,
      LdsMemory lds,
      SecurityDomain domain,
      Defects defects) {
    super(defects);
    this.memory = memory;
    this.lifeCycle = lifeCycle;
    this.lds = lds;
    this.domain = domain;
    this.cardData = new CardData(memory);
  }

  static void install(
      SecurityDomainMemory memory,
      ChipLifeCycle lifeCycle,
      LdsMemory lds,
      SecurityDomain domain,
      Defects defects) {
    new IssuerSecurityDomain(memory, lifeCycle, lds, domain, defects).register();
  }

  @Override
  public void deselect() {
    domain.close();
  }

  /** FCI: AID and the longest data field (GPC 2.3.1, 11.9.3.1). */
  @Override
  Answer selected(Command command) {
    byte[] longest = ByteArrays.tlv(0x9F65, ByteArrays.of(0xFF));
    byte[] fci = ByteArrays.tlv(0x6F, ByteArrays.tlv(0x84, AID), ByteArrays.tlv(0xA5, longest));
    return command.p2 == 0x0C ? Answer.OK : Answer.of(fci);
  }

  @Override
  Answer execute(Command command) {
    ByteArrays.require(!selectsUnknown(command), ISO7816.SW_FILE_NOT_FOUND);
    boolean terminated = lifeCycle.card() == ChipLifeCycle.TERMINATED;
    ByteArrays.require(!terminated || command.ins == GET_DATA, ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    if (SecurityDomain.isAuthentication(command)) {
      return domain.processSecurity(command, AID);
    }
    return domain.guard(command, this::administer);
  }

  private Answer administer(Command command) {
    boolean known = command.cla == 0x80 || (command.cla == 0 && command.ins == GET_DATA);
    ByteArrays.require(known, ISO7816.SW_CLA_NOT_SUPPORTED);
    return switch (command.ins) {
      case GET_DATA -> Answer.of(cardData.object(command.p1p2()));
      case PUT_KEY -> putKey(command);
      case SET_STATUS -> setStatus(command);
      case GET_STATUS -> getStatus(command);
      default -> throw new ISOException(ISO7816.SW_INS_NOT_SUPPORTED);
    };
  }

  private Answer putKey(Command command) {
    Scp03Session session = domain.requireOpen();
    ByteArrays.require(command.p2 == 0x81, ISO7816.SW_INCORRECT_P1P2);
    int replaced = command.p1;
    ByteArrays.require(replaced == 0 || replaced == memory.keys().version, Sw.NOT_FOUND);
    KeyData keyData = KeyData.parse(command.data(), session);
    memory.replaceKeys(keyData.keySet());
    return Answer.of(keyData.confirmation());
  }

  private Answer setStatus(Command command) {
    domain.requireOpen();
    boolean moved =
        switch (command.p1) {
          case SCOPE_CARD -> lifeCycle.moveCard(command.p2);
          case SCOPE_APPLICATIONS -> moveApplication(command);
          default -> throw new ISOException(ISO7816.SW_INCORRECT_P1P2);
        };
    ByteArrays.require(moved, ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    return Answer.OK;
  }

  private boolean moveApplication(Command command) {
    ByteArrays.require(Arrays.equals(command.data(), LdsApplet.AID), Sw.NOT_FOUND);
    return lifeCycle.moveApplication(command.p2, lds.isLoaded());
  }

  private Answer getStatus(Command command) {
    domain.requireOpen();
    byte[] wanted =
        BerTlv.parse(command.data())
            .value(0x4F)
            .orElseThrow(() -> new ISOException(ISO7816.SW_WRONG_DATA));
    boolean tlv =
        switch (command.p2) {
          case 0x00 -> false;
          case 0x02 -> true;
          default -> throw new ISOException(ISO7816.SW_INCORRECT_P1P2);
        };
    return switch (command.p1) {
      case SCOPE_CARD -> status(wanted, AID, lifeCycle.card(), ISD_PRIVILEGES, tlv);
      case SCOPE_APPLICATIONS -> status(wanted, LdsApplet.AID, lifeCycle.application(), 0, tlv);
      default -> throw new ISOException(Sw.NOT_FOUND);
    };
  }

  /** GPC 2.3.1, 11.4.3.1: tables 11-35 (old form) and 11-36 (E3). */
  private static Answer status(byte[] wanted, byte[] aid, int state, int privileges, boolean tlv) {
    ByteArrays.require(names(wanted, aid), Sw.NOT_FOUND);
    if (!tlv) {
      return Answer.of(ByteArrays.of(aid.length), aid, ByteArrays.of(state, privileges));
    }
    return Answer.of(
        ByteArrays.tlv(
            0xE3,
            ByteArrays.tlv(0x4F, aid),
            ByteArrays.tlv(0x9F70, ByteArrays.of(state)),
            ByteArrays.tlv(0xC5, ByteArrays.of(privileges, 0, 0))));
  }
}
