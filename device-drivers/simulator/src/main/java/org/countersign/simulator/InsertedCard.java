package org.countersign.simulator;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardFault.AnswerLost;
import org.countersign.simulator.CardFault.Mute;
import org.countersign.simulator.CardFault.Pull;
import org.countersign.simulator.CardFault.Swap;
import org.countersign.simulator.CardFault.WrongStatus;
import org.jspecify.annotations.Nullable;

/**
 * A card at a chip station, with the faults that wait for it. The same for the driver and for real
 * readers through vpcd. One thread at a time.
 */
final class InsertedCard {

  private final List<CardFault> faults;
  private final Supplier<VirtualCard> spares;
  private VirtualCard card;
  private @Nullable VirtualCard swappedOut;
  private int commands;

  /**
   * Puts a card in.
   *
   * @param spares where another card comes from if this one is swapped
   */
  InsertedCard(VirtualCard card, List<CardFault> faults, Supplier<VirtualCard> spares) {
    this.card = card;
    this.faults = List.copyOf(faults);
    this.spares = spares;
  }

  /** What came of a command. */
  sealed interface Outcome {

    /**
     * A response.
     *
     * @param pages EEPROM pages that were programmed
     */
    record Answered(Bytes response, long pages) implements Outcome {}

    /**
     * The command was run, its response is lost.
     *
     * @param pages EEPROM pages that were programmed
     */
    record Lost(long pages) implements Outcome {}

    /** The chip does not answer and never will. */
    record Silent() implements Outcome {}

    /** The card is gone; it may have acted on the command. */
    record Pulled() implements Outcome {}

    /** Another card lies there without power; nobody has seen the command. */
    record Swapped() implements Outcome {}
  }

  VirtualCard card() {
    return card;
  }

  /** The card that was taken away when this one took its place, once. */
  Optional<VirtualCard> takeSwappedOut() {
    Optional<VirtualCard> out = Optional.ofNullable(swappedOut);
    swappedOut = null;
    return out;
  }

  /** Commands so far. */
  int commands() {
    return commands;
  }

  /** Whether it answers to reset; a chip that fell silent does not come back. */
  boolean answersToReset() {
    return faults.stream().noneMatch(f -> f instanceof Mute mute && mute.at() <= commands);
  }

  /** Whether it does not arrive at the chip station. */
  boolean jams() {
    return faults.stream().anyMatch(f -> f instanceof CardFault.Jam);
  }

  /** Runs the next command, or what is planned to happen to it. */
  Outcome exchange(byte[] command) {
    commands++;
    return faults.stream()
        .filter(this::strikes)
        .findFirst()
        .map(f -> struck(f, command))
        .orElseGet(() -> run(command));
  }

  private boolean strikes(CardFault fault) {
    return fault instanceof Mute mute ? mute.at() <= commands : fault.at() == commands;
  }

  private Outcome struck(CardFault fault, byte[] command) {
    return switch (fault) {
      case Pull pull -> {
        card.transmitUntilCut(command, pull.pages());
        yield new Outcome.Pulled();
      }
      case WrongStatus wrong -> status(wrong.statusWord());
      case AnswerLost lost -> new Outcome.Lost(run(command).pages());
      case Mute mute -> new Outcome.Silent();
      case Swap swap -> swapped(swap, command);
      default -> run(command);
    };
  }

  private Outcome.Answered run(byte[] command) {
    long before = card.pagesWritten();
    byte[] response = card.transmit(command);
    return new Outcome.Answered(Bytes.of(response), card.pagesWritten() - before);
  }

  private static Outcome status(int statusWord) {
    return new Outcome.Answered(Bytes.of(statusWord >> 8, statusWord), 0);
  }

  private Outcome swapped(Swap swap, byte[] command) {
    card.powerOff();
    swappedOut = card;
    card = spares.get();
    if (swap.noticed()) {
      return new Outcome.Swapped();
    }
    card.powerOn();
    return run(command);
  }
}
