package org.countersign.simulator.applet;

/**
 * A chip with one Java Card applet of anybody's. The applet is installed once and selected after
 * every reset; what it holds in its fields stays without power, its transient arrays do not.
 *
 * <p>Its memory is the applet's own, so no pages are counted and no fault can cut a write in half.
 */
public final class AppletChip implements ChipHardware {

  /** {@code install} of an applet class, for example {@code MyApplet::install}. */
  public interface Installer {

    /**
     * Makes the applet and registers it.
     *
     * @param parameters length and AID, length and control information, length and applet data
     *     (Java Card 3.0.5, {@code Applet.install})
     */
    void install(byte[] parameters, short offset, byte length);
  }

  private final Eeprom eeprom = new Eeprom(0);
  private final Defects defects = new Defects();
  private final CardRuntime runtime = new CardRuntime();
  private final byte[] aid;
  private final byte[] answerToReset;

  /**
   * A chip as its manufacturer delivers it.
   *
   * @param name four ASCII letters in the historical bytes of its answer to reset
   * @param aid 5 to 16 bytes
   * @param data applet data for the installer, at most 96 bytes
   */
  public AppletChip(String name, byte[] aid, byte[] data, Installer installer) {
    this.aid = aid.clone();
    this.answerToReset = AnswerToReset.named(name);
    byte[] parameters =
        ByteArrays.concat(ByteArrays.of(aid.length), aid, ByteArrays.of(0, data.length), data);
    runtime.install(
        aid, true, () -> installer.install(parameters, (short) 0, (byte) parameters.length));
  }

  @Override
  public Eeprom eeprom() {
    return eeprom;
  }

  @Override
  public byte[] answerToReset() {
    return answerToReset.clone();
  }

  /** None: what escapes from an applet of somebody else's is 6F00, as on a card. */
  @Override
  public Defects defects() {
    return defects;
  }

  @Override
  public CardRuntime powerUp() {
    runtime.reset(aid);
    return runtime;
  }
}
