package org.countersign.personalization.issue;

import java.util.Optional;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.personalization.access.SecureMessaging;
import org.countersign.personalization.scp03.SecureChannel;

/** What stands between a command and the wire: nothing, SCP03 or secure messaging. */
sealed interface Protection extends AutoCloseable {

  /** Where protected commands go; empty if nothing protects them. */
  Optional<Chip> chip();

  /** The Le that leaves room for what protects the response. */
  int le(CommandApdu command);

  int maxCommandData(int commandBytes);

  int maxResponseData(int responseBytes);

  @Override
  void close();

  /** Plain commands. */
  record None() implements Protection {
    @Override
    public Optional<Chip> chip() {
      return Optional.empty();
    }

    @Override
    public int le(CommandApdu command) {
      return command.le();
    }

    @Override
    public int maxCommandData(int commandBytes) {
      // Short: header, Lc, data, Le; extended: header, three bytes of Lc, data, two of Le.
      return commandBytes <= 261 ? commandBytes - 6 : Math.max(255, commandBytes - 9);
    }

    @Override
    public int maxResponseData(int responseBytes) {
      return responseBytes - 2;
    }

    @Override
    public void close() {}
  }

  /** SCP03. */
  record Channel(SecureChannel channel) implements Protection {

    private static final int BLOCK = 16;
    private static final int MARGIN = 2 * BLOCK;
    private static final int SHORT = CommandApdu.LE_SHORT_MAX;

    @Override
    public Optional<Chip> chip() {
      return Optional.of(channel);
    }

    @Override
    public int le(CommandApdu command) {
      if (!channel.level().protectsResponses()) {
        return command.le();
      }
      int plain = command.le();
      boolean padded = channel.level().encryptsResponses() && plain > 0;
      int data = padded ? plain + BLOCK - plain % BLOCK : plain;
      int wanted = data + channel.mode().size();
      // Without a length of its own to ask for, a short Le of all there is suits every card.
      return wanted <= SHORT ? SHORT : wanted;
    }

    @Override
    public int maxCommandData(int commandBytes) {
      return channel.maxDataBytes(commandBytes);
    }

    @Override
    public int maxResponseData(int responseBytes) {
      // Some cards take Le for the plain data and answer with MAC and padding on top of it.
      boolean extended = responseBytes > SHORT + 2 && channel.level().protectsResponses();
      return channel.maxResponseDataBytes(extended ? responseBytes - MARGIN : responseBytes);
    }

    @Override
    public void close() {
      channel.close();
    }
  }

  /** Secure messaging of ICAO 9303-11; it carries Le in its own data object. */
  record Messaging(SecureMessaging session) implements Protection {
    @Override
    public Optional<Chip> chip() {
      return Optional.of(session);
    }

    @Override
    public int le(CommandApdu command) {
      return command.le();
    }

    @Override
    public int maxCommandData(int commandBytes) {
      return session.maxDataBytes(commandBytes);
    }

    @Override
    public int maxResponseData(int responseBytes) {
      return session.maxResponseDataBytes(responseBytes);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
