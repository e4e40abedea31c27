package org.countersign.simulator.applet;

/** Life cycles of a GlobalPlatform chip and its one application (GPC 2.3.1, 11.1.1). */
public final class ChipLifeCycle {

  static final int OP_READY = 0x01;
  static final int INITIALIZED = 0x07;
  static final int SECURED = 0x0F;
  static final int CARD_LOCKED = 0x7F;
  static final int TERMINATED = 0xFF;

  static final int SELECTABLE = 0x07;
  static final int PERSONALIZED = 0x0F;
  private static final int LOCK = 0x80;

  private final Eeprom eeprom;
  private int card = OP_READY;
  private int application = SELECTABLE;

  /** A chip as it comes from the factory. */
  public ChipLifeCycle(Eeprom eeprom) {
    this.eeprom = eeprom;
  }

  /** State of the card: 01, 07, 0F, 7F or FF. */
  public int card() {
    return card;
  }

  /** State of the LDS application: 07 selectable, 0F personalised, with bit 80 if locked. */
  public int application() {
    return application;
  }

  boolean isPersonalized() {
    return (application & ~LOCK) == PERSONALIZED;
  }

  boolean isApplicationSelectable() {
    return (application & LOCK) == 0 && card != CARD_LOCKED && card != TERMINATED;
  }

  /** Forward only, but a locked card may be unlocked (GPC 2.3.1, figure 5-1). */
  boolean moveCard(int next) {
    boolean known =
        next == INITIALIZED || next == SECURED || next == CARD_LOCKED || next == TERMINATED;
    boolean unlocks = card == CARD_LOCKED && next == SECURED;
    boolean locks = next == CARD_LOCKED && card == SECURED;
    boolean forward = next > card && next != CARD_LOCKED;
    if (!known || !(unlocks || locks || forward)) {
      return false;
    }
    eeprom.commit(() -> card = next);
    return true;
  }

  /** To personalised once its data are complete; locked and unlocked at will. */
  boolean moveApplication(int next, boolean dataComplete) {
    int wanted = next & ~LOCK;
    int current = application & ~LOCK;
    boolean stays = wanted == current;
    boolean personalizes = wanted == PERSONALIZED && current == SELECTABLE && dataComplete;
    if (!stays && !personalizes) {
      return false;
    }
    eeprom.commit(() -> application = next);
    return true;
  }
}
