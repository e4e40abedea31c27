package org.countersign.personalization.plan;

/** How fast bytes go between reader and chip, for estimates. */
public enum Link {
  CONTACT_9600("contact 9,600 baud"),
  CONTACT_115200("contact 115,200 baud"),
  CONTACTLESS_106("contactless 106 kbit/s"),
  CONTACTLESS_848("contactless 848 kbit/s");

  private final String title;

  Link(String title) {
    this.title = title;
  }

  /** For tables. */
  public String title() {
    return title;
  }
}
