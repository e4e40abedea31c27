package org.countersign.simulator.applet;

import com.licel.jcardsim.base.ApduCase;
import com.licel.jcardsim.base.SimulatorRuntime;
import com.licel.jcardsim.utils.BiConsumer;
import javacard.framework.AID;
import javacard.framework.APDU;
import javacard.framework.Applet;

/**
 * jcardsim's Java Card runtime for one chip from power-up to power-down.
 *
 * <p>What jcardsim 3.0.6.0 holds static is a thread local with the runtime that the thread used
 * last, and it sets it at every call. So chips on different threads are independent and a chip may
 * change its thread between commands; to keep a thread from holding on to a dead chip we set an
 * idle runtime after each. jcardsim's {@code Simulator} is not used: it brings a class loader and
 * reads system properties.
 */
public final class CardRuntime extends SimulatorRuntime {

  private static final byte[] WRONG_LENGTH = {0x67, 0x00};

  /** Header, Lc, 255 bytes, Le. */
  private static final int FULL_SHORT = 261;

  private static final CardRuntime IDLE = new CardRuntime();

  /** An empty runtime that talks T=1. */
  CardRuntime() {
    changeProtocol(APDU.PROTOCOL_T1);
  }

  /**
   * Runs an applet's installer.
   *
   * @param installer constructs the applet and registers it
   * @param isDefault whether it is selected after reset
   */
  void install(byte[] aid, boolean isDefault, Runnable installer) {
    AID id = new AID(aid, (short) 0, (byte) aid.length);
    BiConsumer<Applet, AID> register =
        (applet, none) -> applets.put(id, new ApplicationInstance(id, applet));
    activateSimulatorRuntimeInstance();
    registrationCallback.set(register);
    try {
      installer.run();
    } finally {
      registrationCallback.remove();
      IDLE.activateSimulatorRuntimeInstance();
    }
    if (isDefault) {
      currentAID = id;
    }
  }

  /** Clears transient memory and selects the applet that is selected after a reset. */
  void reset(byte[] defaultAid) {
    reset();
    currentAID = new AID(defaultAid, (short) 0, (byte) defaultAid.length);
  }

  /**
   * Runs a command APDU; malformed ones are {@code 6700}, as are more than 32,767 bytes of data.
   */
  public byte[] exchange(byte[] command) {
    try {
      return transmitCommand(normalized(command));
    } catch (IllegalArgumentException e) {
      // What ApduCase says of lengths that fit no case of 7816-4, 5.1.
      return WRONG_LENGTH.clone();
    } finally {
      IDLE.activateSimulatorRuntimeInstance();
    }
  }

  /** jcardsim's buffer is a byte too small for case 4 with 255 bytes: the same in extended form. */
  private static byte[] lengthened(byte[] command) {
    if ((command[4] & 0xFF) != 0xFF) {
      return command.clone();
    }
    byte[] same = new byte[FULL_SHORT + 3];
    System.arraycopy(command, 0, same, 0, 4);
    System.arraycopy(command, 4, same, 6, FULL_SHORT - 5);
    same[same.length - 1] = command[FULL_SHORT - 1];
    return same;
  }

  /** jcardsim takes an extended Le of 0000 for none; a Java Card asks for 32,767 bytes. */
  private static byte[] normalized(byte[] command) {
    boolean torn = command.length == 6 && command[4] == 0;
    if (torn || command.length > Command.NE_EXTENDED_MAX + 9) {
      throw new IllegalArgumentException("no case of ISO 7816-4");
    }
    byte[] same = command.length == FULL_SHORT ? lengthened(command) : command.clone();
    ApduCase form = ApduCase.getCase(same);
    int end = same.length;
    boolean hasLe = form == ApduCase.Case2Extended || form == ApduCase.Case4Extended;
    if (hasLe && ((same[end - 1] | same[end - 2]) == 0 || same[end - 2] < 0)) {
      same[end - 2] = 0x7F;
      same[end - 1] = (byte) 0xFF;
    }
    return same;
  }

  /** Lets an applet send data with an error too: secure messaging protects those (9303-11, 9.8). */
  @Override
  protected boolean isNotAbortingCase(byte[] statusWord) {
    return true;
  }
}
