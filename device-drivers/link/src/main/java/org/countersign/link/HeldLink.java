package org.countersign.link;

import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** A line that says when it is let go: at the close, or at the first sight of its loss. */
final class HeldLink implements ByteLink {

  private final ByteLink link;
  private final Runnable released;

  HeldLink(ByteLink link, Runnable released) {
    this.link = link;
    this.released = released;
  }

  private interface Call<T> {
    T run() throws LinkException;
  }

  private <T> T watched(Call<T> call) throws LinkException {
    try {
      return call.run();
    } catch (LinkException e) {
      if (!link.isOpen()) {
        close();
      }
      throw e;
    }
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    return watched(() -> link.read(into, offset, length, limit));
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    Integer ignored =
        watched(() -> {
          link.write(bytes, offset, length, limit);
          return 0;
        });
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    link.flush(limit);
  }

  @Override
  public int discardInput() throws LinkException {
    return link.discardInput();
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    link.settings(settings);
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public void close() {
    link.close();
    released.run();
  }
}
