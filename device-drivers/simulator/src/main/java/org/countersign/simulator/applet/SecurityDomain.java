package org.countersign.simulator.applet;

import java.util.function.Function;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/**
 * What a security domain does for an application: SCP03 (compare org.globalplatform.SecureChannel).
 * Lives as long as the chip has power.
 */
final class SecurityDomain {

  static final int INITIALIZE_UPDATE = 0x50;
  static final int EXTERNAL_AUTHENTICATE = 0x82;

  private static final int CARD_CHALLENGE = 0x02;

  private final SecurityDomainMemory memory;
  private @Nullable Scp03Session session;

  SecurityDomain(SecurityDomainMemory memory) {
    this.memory = memory;
  }

  static boolean isAuthentication(Command command) {
    return (command.cla == 0x80 && command.ins == INITIALIZE_UPDATE)
        || (command.cla == 0x84 && command.ins == EXTERNAL_AUTHENTICATE);
  }

  /** INITIALIZE UPDATE or EXTERNAL AUTHENTICATE on behalf of the selected application. */
  Answer processSecurity(Command command, byte[] applicationAid) {
    return command.ins == INITIALIZE_UPDATE
        ? initializeUpdate(command, applicationAid)
        : externalAuthenticate(command);
  }

  boolean isOpen() {
    return session != null && session.isOpen();
  }

  /** Ends the session, as every SELECT does. */
  void close() {
    session = null;
  }

  /** The open session; {@code 6982} without one. */
  Scp03Session requireOpen() {
    Scp03Session current = session;
    if (current == null || !current.isOpen()) {
      throw new ISOException(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    return current;
  }

  /** Runs a command through the session if one is open, in clear if none is. */
  Answer guard(Command command, Function<Command, Answer> action) {
    if (!isOpen()) {
      ByteArrays.require(!command.isSecured(), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
      return action.apply(command);
    }
    ByteArrays.require(command.isSecured(), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    Scp03Session current = requireOpen();
    Command plain = unwrapped(current, command);
    Answer answer;
    try {
      answer = action.apply(plain);
    } catch (ISOException e) {
      answer = Answer.of(ByteArrays.EMPTY, e.getReason());
    }
    return current.wrap(answer);
  }

  private Command unwrapped(Scp03Session current, Command command) {
    try {
      return current.unwrap(command);
    } catch (ISOException e) {
      close();
      throw e;
    }
  }

  private Answer initializeUpdate(Command command, byte[] applicationAid) {
    close();
    KeySet keys = memory.keys();
    ByteArrays.require(command.p2 == 0, ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.require(command.p1 == 0 || command.p1 == keys.version, Sw.NOT_FOUND);
    ByteArrays.requireLength(command.data(), memory.challengeLength());
    ByteArrays.require(memory.triesLeft() > 0, Sw.BLOCKED);
    int sequence = memory.nextSequence();
    byte[] counter = ByteArrays.of(sequence >> 16, sequence >> 8, sequence);
    byte[] challenge =
        Kdf.scp03(
            keys.enc(),
            CARD_CHALLENGE,
            ByteArrays.concat(counter, applicationAid),
            memory.challengeLength());
    Scp03Session next = new Scp03Session(keys, command.data(), challenge);
    session = next;
    return Answer.of(
        memory.chipNumber(),
        ByteArrays.of(keys.version, 0x03, memory.parameter()),
        challenge,
        next.cardCryptogram(),
        counter);
  }

  private Answer externalAuthenticate(Command command) {
    Scp03Session pending = session;
    if (pending == null || pending.isOpen()) {
      throw new ISOException(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    }
    session = null;
    ByteArrays.require(command.p2 == 0 && isLevel(command.p1), ISO7816.SW_INCORRECT_P1P2);
    ByteArrays.requireLength(command.data(), pending.authenticationLength());
    memory.spendTry();
    ByteArrays.require(pending.acceptsCryptogram(command), Sw.AUTHENTICATION_FAILED);
    ByteArrays.require(pending.open(command), ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    memory.forgiveFailures();
    session = pending;
    return Answer.OK;
  }

  private static boolean isLevel(int level) {
    return switch (level) {
      case 0x01, 0x03, 0x11, 0x13, 0x33 -> true;
      default -> false;
    };
  }
}
