package org.countersign.benchmarks;

import java.nio.ByteBuffer;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;

/** The JDK's own {@code javax.smartcardio}. */
final class SmartcardioClient implements ReaderClient {

  private static final int APPEARS_WITHIN_MILLIS = 30_000;
  private static final int RESPONSE_BUFFER = 8_192;

  private final Card card;
  private final CardChannel channel;
  private final ByteBuffer response = ByteBuffer.allocate(RESPONSE_BUFFER);

  private SmartcardioClient(CardTerminal terminal) throws CardException {
    if (!terminal.waitForCardPresent(APPEARS_WITHIN_MILLIS)) {
      throw new IllegalStateException("no card appeared in " + terminal.getName());
    }
    card = terminal.connect("T=1");
    channel = card.getBasicChannel();
  }

  static SmartcardioClient open(String reader) throws CardException {
    CardTerminal terminal = TerminalFactory.getDefault().terminals().getTerminal(reader);
    if (terminal == null) {
      throw new IllegalStateException("javax.smartcardio does not see " + reader);
    }
    return new SmartcardioClient(terminal);
  }

  @Override
  public byte[] exchange(byte[] command) throws CardException {
    response.clear();
    channel.transmit(ByteBuffer.wrap(command), response);
    response.flip();
    byte[] bytes = new byte[response.remaining()];
    response.get(bytes);
    return bytes;
  }

  @Override
  public void close() throws CardException {
    card.disconnect(true);
  }
}
