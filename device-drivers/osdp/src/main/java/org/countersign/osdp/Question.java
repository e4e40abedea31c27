package org.countersign.osdp;

/**
 * A command for the reader.
 *
 * @param code command code
 * @param data in the clear
 * @param doing what it is for, for an error's words
 * @param repeatable whether it may be asked again in a new session
 * @param session the only session in which it makes sense; 0 for any
 * @param tries sendings that may stay unanswered
 * @param replyBytes greatest reply on the line
 */
record Question(
    int code,
    byte[] data,
    String doing,
    boolean repeatable,
    int session,
    int tries,
    int replyBytes) {

  private static final int TRIES = 4;
  private static final int SHORT_REPLY = 128;

  /** One that changes nothing, or that may be done twice. */
  static Question repeatable(int code, String doing, int... data) {
    return new Question(code, bytes(data), doing, true, 0, TRIES, SHORT_REPLY);
  }

  /** One that must not be done twice; in the same session the sequence number sees to that. */
  static Question once(int code, String doing, byte[] data) {
    return new Question(code, data, doing, false, 0, TRIES, SHORT_REPLY);
  }

  /** The same, in this session or not at all. */
  Question in(int oneSession) {
    return new Question(code, data, doing, repeatable, oneSession, tries, replyBytes);
  }

  /** The same, but it may be asked again in a new session. */
  Question mayRepeat() {
    return new Question(code, data, doing, true, session, tries, replyBytes);
  }

  /** The same with a long reply. */
  Question withLongReply() {
    return new Question(code, data, doing, repeatable, session, tries, Packet.GREATEST);
  }

  /** The same with a long reply and all the patience that the limit allows. */
  Question patient() {
    return new Question(code, data, doing, repeatable, session, Integer.MAX_VALUE, Packet.GREATEST);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
