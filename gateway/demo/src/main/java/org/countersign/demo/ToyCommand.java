package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import org.countersign.tck.toy.ToyChip;
import org.countersign.tck.toy.ToyDevice;
import org.countersign.tck.toy.ToyServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code countersign toy}: the conformance kit's toy encoder with real blanks in its hopper, for a
 * vendor whose driver has passed the kit and has no device yet.
 */
@Command(
    name = "toy",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the toy encoder behind a TCP port, its hopper full of blank residence permits that"
          + " carry the transport key of a pilot station.",
      "A driver made with 'driver new --transport tcp' issues cards on it. Ctrl-C ends it."
    })
final class ToyCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "DIR",
      description = "The station whose keys the blanks come with, made with 'countersign init'.")
  private Path station = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port on loopback; any free one if it is not given.")
  private int port;

  ToyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    CardSpec blank = blank();
    try (ToyServer server = new ToyServer(new ToyDevice("T000001", () -> chip(blank)), port)) {
      terminal.line("A toy encoder with 50 blank residence permits is at " + server.address());
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "toy: cannot listen on port " + port + ": " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private CardSpec blank() throws CommandFailure {
    Product product = Product.RESIDENCE_PERMIT;
    Path file = station.resolve(StationFolder.KEY_FILE);
    try (MasterKeys keys = KeyFile.read(file)) {
      Secret master =
          keys.key(
              new KeySource.Request(
                  product.blankKey(), "enc", Diversification.NONE, Bytes.empty()));
      return CardSpec.blank(CardKind.LDS)
          .withMasterKey(Bytes.of(master.toArray()), product.diversified());
    } catch (IOException | KeyFileException | KeyUnavailableException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "toy: cannot read "
              + file
              + ": "
              + e.getMessage()
              + "; --config names a folder that 'countersign init' has made",
          e);
    }
  }

  private static ToyChip chip(CardSpec blank) {
    VirtualCard card = VirtualCard.make(blank);
    return new ToyChip() {
      @Override
      public byte[] atr() {
        return card.atr();
      }

      @Override
      public void power() {
        byte[] ignored = card.powerOn();
      }

      @Override
      public byte[] answer(byte[] command) {
        return card.transmit(command);
      }
    };
  }
}
