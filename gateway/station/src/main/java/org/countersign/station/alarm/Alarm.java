package org.countersign.station.alarm;

import org.countersign.protocol.records.AlarmCode;

/**
 * Something that a person at the centre must act on. No personal data.
 *
 * @param subject device, suite, driver, or the name of another alarm; empty for the station; at
 *     most 64 characters, a name 128
 * @param what in English, at most 400 characters; longer texts are cut
 */
public record Alarm(AlarmCode code, String subject, String what) {

  private static final int LONGEST_SUBJECT = 64;

  /** The name of another alarm. */
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_WHAT = 400;

  public Alarm {
    subject = cut(subject, code == AlarmCode.FLAPPING ? LONGEST_NAME : LONGEST_SUBJECT);
    what = cut(what, LONGEST_WHAT);
  }

  /** In the words of its code. */
  public static Alarm of(AlarmCode code, String subject) {
    return new Alarm(code, subject, code.english());
  }

  /** What makes two alarms the same: the code, and behind a slash the subject. */
  public String name() {
    return subject.isEmpty() ? code.word() : code.word() + "/" + subject;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
