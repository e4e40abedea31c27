package org.countersign.personalization.plan;

/**
 * How long commands take on a link. A model, not a measurement:
 *
 * <ul>
 *   <li>contact, T=1 (ISO 7816-3): 11 elementary time units a character (start, 8 bits, parity,
 *       guard time of 1); blocks of 254 bytes with 4 bytes of prologue and epilogue, each chained
 *       block acknowledged by one of 4 bytes; 22 units of block guard time at each change of
 *       direction
 *   <li>contactless (ISO 14443-3/-4): 9 bits a byte (parity), frames of 253 bytes with 3 bytes of
 *       PCB and CRC, each chained frame acknowledged by one of 3 bytes; 0.3 ms at each change of
 *       direction
 *   <li>3 ms of chip and reader for each command, 4 ms for each page of memory written
 * </ul>
 */
final class LinkModel {

  private static final double TURN_AROUND = 0.003;
  private static final double PAGE_WRITE = 0.004;

  private LinkModel() {}

  /** Seconds for one command. */
  static double seconds(Link link, PlannedCommand command, int page) {
    int pages = (command.memoryBytes() + page - 1) / page;
    return transfer(link, command.commandBytes())
        + transfer(link, command.responseBytes())
        + TURN_AROUND
        + pages * PAGE_WRITE;
  }

  private static double transfer(Link link, int bytes) {
    return switch (link) {
      case CONTACT_9600 -> contact(9_600, bytes);
      case CONTACT_115200 -> contact(115_200, bytes);
      case CONTACTLESS_106 -> contactless(105_938, bytes);
      case CONTACTLESS_848 -> contactless(847_500, bytes);
    };
  }

  private static double contact(double baud, int bytes) {
    int blocks = Math.max(1, (bytes + 253) / 254);
    int turns = 2 * blocks - 1;
    double characters = bytes + 4.0 * turns;
    return (characters * 11 + 22.0 * turns) / baud;
  }

  private static double contactless(double bits, int bytes) {
    int frames = Math.max(1, (bytes + 252) / 253);
    int turns = 2 * frames - 1;
    return (bytes + 3.0 * turns) * 9 / bits + turns * 0.0003;
  }
}
