package org.countersign.face;

/** A face cannot be drawn. The message names the field, never what is in it. */
public final class FaceException extends Exception {

  private static final long serialVersionUID = 1L;

  FaceException(String message) {
    super(message);
  }
}
