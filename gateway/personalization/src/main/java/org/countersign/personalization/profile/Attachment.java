package org.countersign.personalization.profile;

/**
 * A binary element of an application.
 *
 * @param name as it stands in the application's attachments
 * @param required whether an application without it is refused
 * @param personal whether it must stand in a protected file
 * @param declaredPublic whether a personal one may all the same be read by anybody
 * @param form what it must be
 * @param maxBytes most bytes
 */
public record Attachment(
    String name,
    boolean required,
    boolean personal,
    boolean declaredPublic,
    Form form,
    int maxBytes) {

  /** What the bytes must be. */
  public sealed interface Form {}

  /** Anything. */
  public record AnyBytes() implements Form {}

  /** A JPEG image (ISO/IEC 10918-1) within bounds, in pixels. */
  public record Jpeg(int minWidth, int minHeight, int maxWidth, int maxHeight) implements Form {}
}
