package org.countersign.personalization.issue;

import java.security.SecureRandom;
import java.util.function.Supplier;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.ResponseChaining;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.access.AccessRefused;
import org.countersign.personalization.access.Bac;
import org.countersign.personalization.access.ExternalAuthentication;
import org.countersign.personalization.access.MrzKey;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.CardSession;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.CardRules;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.profile.Step.EffectClass;
import org.countersign.personalization.scp03.Handshake;
import org.countersign.personalization.scp03.Mode;
import org.countersign.personalization.scp03.PutKeyData;
import org.countersign.personalization.scp03.Scp03;
import org.countersign.personalization.scp03.SecureChannel;
import org.countersign.personalization.scp03.SecureChannelException;
import org.countersign.personalization.scp03.SecurityLevel;
import org.countersign.personalization.scp03.StaticKeys;
import org.countersign.personalization.scp03.VerifiedCard;

/** A powered chip and the secure channel to it. One thread. */
final class LiveSession implements CardSession, AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HEADER = 4;
  private static final int STATUS = 2;

  private final Chip chip;
  private final CardFacts facts;
  private final Progress progress;
  private final Runnable beforeEffect;
  private final int maxCommandBytes;
  private final int maxResponseBytes;

  /** Whether {@link #beforeEffect} has to run before the next command goes out. */
  private boolean permissionNeeded;

  private Protection protection = new Protection.None();

  /**
   * Begins on a chip that was just powered.
   *
   * @param beforeEffect runs before each command that can change the card or spend a try; throws if
   *     that command must not be sent
   */
  LiveSession(
      CountingChip counting,
      CardRules card,
      ChipConnection connection,
      CardFacts facts,
      Progress progress,
      Runnable beforeEffect) {
    this.chip =
        new ResponseChaining(command -> {
          awaitPermission();
          return counting.transmit(command);
        });
    this.facts = facts;
    this.progress = progress;
    this.beforeEffect = beforeEffect;
    this.maxCommandBytes =
        Math.min(commandBytes(card.maxCommandData()), connection.maxCommandBytes());
    this.maxResponseBytes =
        Math.min(card.maxResponseData() + STATUS, connection.maxResponseBytes());
  }

  /** Bytes of a command APDU with Lc and Le around its data. */
  private static int commandBytes(int data) {
    return HEADER + (data > 255 ? 3 + data + 2 : 1 + data + 1);
  }

  private void awaitPermission() {
    if (permissionNeeded) {
      permissionNeeded = false;
      beforeEffect.run();
    }
  }

  @Override
  public ResponseApdu call(Call call) throws DeviceException, StepFailure {
    CommandApdu command = call.command();
    boolean wrapped = call.secured() && protection.chip().isPresent();
    Chip target = wrapped ? protection.chip().get() : chip;
    CommandApdu sent = wrapped ? command.withLe(protection.le(command)) : command;
    ResponseApdu response =
        during(
            () -> "%s (%s)".formatted(call.label(), command),
            () -> transmit(target, sent, call.effect()));
    if (!call.expect().contains(response.sw().value())) {
      throw StepFailure.unexpected(call, response.sw());
    }
    return response;
  }

  /** A device knows that it failed, but not in the middle of what. */
  private static <T, E extends Exception> T during(String step, Exchange<T, E> exchange)
      throws DeviceException, E {
    return during(() -> step, exchange);
  }

  private static <T, E extends Exception> T during(Supplier<String> step, Exchange<T, E> exchange)
      throws DeviceException, E {
    try {
      return exchange.run();
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(), e.effect(), e.vendorCode(), step.get() + ": " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  private interface Exchange<T, E extends Exception> {
    T run() throws DeviceException, E;
  }

  private ResponseApdu transmit(Chip target, CommandApdu command, EffectClass effect)
      throws DeviceException {
    // Asked for at the wire, so that a long command is encrypted while the disk works.
    permissionNeeded = effect != EffectClass.NONE;
    try {
      ResponseApdu response = target.transmit(command);
      progress.happened(effect);
      return response;
    } catch (DeviceException e) {
      progress.failed(effect, e.effect());
      throw e;
    }
  }

  @Override
  public void openScp03(Step.OpenScp03 step, KeySet keySet) throws DeviceException, StepFailure {
    leaveChannel();
    // INITIALIZE UPDATE moves the chip's sequence counter, and some chips count it as a try.
    permissionNeeded = true;
    try {
      Mode mode = step.s16() ? Mode.S16 : Mode.S8;
      Handshake handshake =
          during(
              step.label() + ": INITIALIZE UPDATE",
              () -> Scp03.initialize(chip, step.keyVersion(), mode, RANDOM));
      facts.diversification(handshake.diversificationData());
      try (StaticKeys keys = staticKeys(keySet)) {
        VerifiedCard verified = handshake.verify(keys);
        protection = new Protection.Channel(authenticate(verified, step));
      }
      progress.authenticated();
    } catch (SecureChannelException e) {
      boolean spends = e.maySpendTry() || e.reason() == SecureChannelException.Reason.BLOCKED;
      if (e.maySpendTry()) {
        progress.happened(EffectClass.AUTHENTICATES);
      }
      throw new StepFailure(
          spends ? StepFailure.Reason.REFUSED : StepFailure.Reason.WRONG_KEYS,
          e.statusWord().orElse(null),
          step.label() + ": " + e.getMessage());
    }
  }

  private SecureChannel authenticate(VerifiedCard verified, Step.OpenScp03 step)
      throws DeviceException, SecureChannelException {
    try {
      return during(
          step.label() + ": EXTERNAL AUTHENTICATE",
          () -> verified.authenticate(SecurityLevel.of(step.level())));
    } catch (DeviceException e) {
      progress.failed(EffectClass.AUTHENTICATES, e.effect());
      throw e;
    }
  }

  private StaticKeys staticKeys(KeySet set) throws StepFailure {
    Bytes input =
        switch (set.input()) {
          case NONE -> Bytes.empty();
          case CHANNEL -> facts.channelDiversification();
          case CHIP_ID -> facts.chipId();
        };
    try {
      return StaticKeys.from(facts.keys(), set.name(), set.method(), input);
    } catch (KeyUnavailableException | IllegalArgumentException e) {
      throw new StepFailure(
          StepFailure.Reason.KEY_MISSING, null, "keys " + set.name() + ": " + e.getMessage());
    }
  }

  @Override
  public void authenticate(Step.ExternalAuthentication step, Secret key)
      throws DeviceException, StepFailure {
    Chip target = protection.chip().orElse(chip);
    // Of the two commands only EXTERNAL AUTHENTICATE can spend a try.
    Chip watched =
        c -> transmit(target, c, c.ins() == 0x82 ? EffectClass.AUTHENTICATES : EffectClass.NONE);
    try {
      ExternalAuthentication authentication = new ExternalAuthentication(watched);
      during(
          step.label(),
          () -> {
            authentication.authenticate(step.keyId(), ExternalAuthentication.Algorithm.AES, key);
            return step;
          });
      progress.authenticated();
    } catch (AccessRefused e) {
      throw new StepFailure(
          StepFailure.Reason.REFUSED,
          e.statusWord().orElse(null),
          step.label() + ": " + e.getMessage());
    }
  }

  @Override
  public void putKey(Step.PutKey step, KeySet keySet) throws DeviceException, StepFailure {
    if (!(protection instanceof Protection.Channel channel)) {
      throw new StepFailure(
          StepFailure.Reason.STATUS, null, step.label() + ": needs an open SCP03 channel");
    }
    try (StaticKeys keys = staticKeys(keySet)) {
      PutKeyData data = PutKeyData.of(channel.channel(), step.keyVersion(), keys);
      ResponseApdu answer =
          during(
              step.label(),
              () -> transmit(channel.channel(), data.command(step.replace()), EffectClass.CHANGES));
      if (!data.confirmedBy(answer)) {
        throw new StepFailure(
            StepFailure.Reason.STATUS,
            answer.sw(),
            step.label() + ": the card does not confirm the new keys but answers " + answer.sw());
      }
    }
  }

  /** Opens basic access control; the application is selected already. */
  void openBac(MrzKey key) throws DeviceException, AccessRefused {
    protection =
        new Protection.Messaging(during("basic access control", () -> Bac.open(chip, key, RANDOM)));
  }

  @Override
  public void leaveChannel() {
    protection.close();
    protection = new Protection.None();
  }

  @Override
  public int maxCommandData() {
    return protection.maxCommandData(maxCommandBytes);
  }

  @Override
  public int maxResponseData() {
    return protection.maxResponseData(maxResponseBytes);
  }

  @Override
  public void close() {
    leaveChannel();
  }
}
