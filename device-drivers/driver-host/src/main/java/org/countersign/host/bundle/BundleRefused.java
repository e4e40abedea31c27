package org.countersign.host.bundle;

import java.util.List;

/** A bundle is not taken. */
public final class BundleRefused extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It is no folder or archive of the form that is taken: names, sizes, kinds of files. */
    FORM,
    /** Its manifest is wrong. */
    MANIFEST,
    /** It was written for a level of the driver interface that this gateway does not have. */
    API_LEVEL,
    /** It is not signed. */
    UNSIGNED,
    /** Its signature is not taken: by somebody else, expired, or no signature. */
    SIGNATURE,
    /** Its files are not those that were signed. */
    ALTERED,
    /** Its code does not load, or says something else than its manifest. */
    CODE
  }

  private final Reason reason;
  private final transient List<String> problems;

  /** Refuses for a reason; the problems are sentences, all of them. */
  public BundleRefused(Reason reason, List<String> problems) {
    super(String.join("; ", problems));
    this.reason = reason;
    this.problems = List.copyOf(problems);
  }

  BundleRefused(Reason reason, String problem) {
    this(reason, List.of(problem));
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Everything that is wrong for this reason. */
  public List<String> problems() {
    return problems;
  }
}
