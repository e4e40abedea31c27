package org.countersign.emulator.pn532;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedLine;
import org.countersign.testbed.CardSlot;
import org.jspecify.annotations.Nullable;

/**
 * The chip: sleeps until it is woken, takes commands, acknowledges and answers them (UM0701-02, 7).
 * Of the radio it knows cards of type A with ISO 14443-4; to everything else it answers that no
 * card is there. One thread serves; the public methods are for any.
 */
public final class Pn532Emulator implements EmulatedDevice.Session {

  private static final int DIAGNOSE = 0x00;
  private static final int GET_FIRMWARE_VERSION = 0x02;
  private static final int GET_GENERAL_STATUS = 0x04;
  private static final int READ_REGISTER = 0x06;
  private static final int WRITE_REGISTER = 0x08;
  private static final int READ_GPIO = 0x0C;
  private static final int WRITE_GPIO = 0x0E;
  private static final int SET_SERIAL_BAUD_RATE = 0x10;
  private static final int SET_PARAMETERS = 0x12;
  private static final int SAM_CONFIGURATION = 0x14;
  private static final int POWER_DOWN = 0x16;
  private static final int RF_CONFIGURATION = 0x32;
  private static final int IN_DATA_EXCHANGE = 0x40;
  private static final int IN_COMMUNICATE_THRU = 0x42;
  private static final int IN_DESELECT = 0x44;
  private static final int IN_LIST_PASSIVE_TARGET = 0x4A;
  private static final int IN_ATR = 0x50;
  private static final int IN_RELEASE = 0x52;
  private static final int IN_SELECT = 0x54;
  private static final int IN_JUMP_FOR_DEP = 0x56;
  private static final int IN_AUTO_POLL = 0x60;

  private static final int[] SPEEDS = {
    9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000
  };

  private static final byte TIME_OUT = 0x01;
  private static final byte NO_TARGET = 0x27;
  private static final int AUTOMATIC_RATS = 0x10;

  private final Antenna antenna = new Antenna();
  private final DataExchange exchange = new DataExchange(antenna);
  private final Map<Integer, ConcurrentLinkedQueue<Habit>> habits = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicLong> served = new ConcurrentHashMap<>();
  private final Map<Integer, Byte> registers = new ConcurrentHashMap<>();
  private int parameters = 0x14;
  private volatile int speed = 115_200;
  private int nextSpeed;
  private byte @Nullable [] lastAnswer;
  private volatile boolean asleep = true;

  /** Where cards are put. */
  public CardSlot slot() {
    return antenna;
  }

  /** The next commands with this code suffer these habits, one each. */
  public void misbehave(int command, Habit... inTurn) {
    habits
        .computeIfAbsent(command, c -> new ConcurrentLinkedQueue<>())
        .addAll(Arrays.asList(inTurn));
  }

  /** How many commands with this code it has run since it was made. */
  public long served(int command) {
    AtomicLong count = served.get(command);
    return count == null ? 0 : count.get();
  }

  /** Its speed; a pseudo-terminal carries bytes at any. */
  public int speed() {
    return speed;
  }

  /** Whether the field is on. */
  public boolean isFieldOn() {
    return antenna.isFieldOn();
  }

  /** The antenna is torn: no card is found any more. */
  public void tearAntenna() {
    antenna.tear();
  }

  @Override
  public void serve(EmulatedLine line) throws IOException {
    HostLine host = new HostLine(line);
    // Plugged in anew: everything is forgotten.
    forgetEverything();
    HostFrame frame;
    while ((!asleep || wakes(host)) && (frame = host.next()) != null) {
      switch (frame) {
        case HostFrame.Ack ack -> confirmSpeed();
        case HostFrame.Nack nack -> repeat(host);
        case HostFrame.Request request -> {
          if (!take(host, request)) {
            stayInSilence(host);
            return;
          }
        }
      }
    }
  }

  private void forgetEverything() {
    asleep = true;
    speed = 115_200;
    nextSpeed = 0;
    lastAnswer = null;
    parameters = 0x14;
    registers.clear();
    exchange.forget();
    antenna.fieldOff();
  }

  private boolean wakes(HostLine host) throws IOException {
    asleep = !host.awaitWakeUp();
    return !asleep;
  }

  private static void stayInSilence(HostLine host) throws IOException {
    while (host.next() != null) {
      // Heard, and that is all.
    }
  }

  private void confirmSpeed() {
    if (nextSpeed != 0) {
      speed = nextSpeed;
      nextSpeed = 0;
    }
  }

  private void repeat(HostLine host) throws IOException {
    byte[] last = lastAnswer;
    if (last != null) {
      host.send(last);
    }
  }

  /** Serves a command; false if it falls silent over it. */
  private boolean take(HostLine host, HostFrame.Request request) throws IOException {
    ConcurrentLinkedQueue<Habit> planned = habits.get(request.code());
    Habit habit = planned == null ? null : planned.poll();
    if (habit == Habit.DEAF) {
      return true;
    }
    if (habit == Habit.FALLS_SILENT) {
      return false;
    }
    Mouth mouth = new Mouth(host, habit);
    mouth.acknowledge();
    byte[] answer = habit == Habit.CALLS_IT_UNREADABLE ? null : run(request);
    byte[] frame =
        answer == null ? HostLine.syntaxError() : HostLine.answer(request.code() + 1, answer);
    lastAnswer = frame;
    mouth.answer(frame);
    return true;
  }

  /** What it answers, without the code; null if it cannot read the command. */
  private byte @Nullable [] run(HostFrame.Request request) {
    served.computeIfAbsent(request.code(), c -> new AtomicLong()).incrementAndGet();
    byte[] given = request.parameters();
    if (request.code() != IN_DATA_EXCHANGE) {
      exchange.forget();
    }
    return switch (request.code()) {
      case DIAGNOSE -> diagnose(given);
      case GET_FIRMWARE_VERSION -> bytes(0x32, 0x01, 0x06, 0x07);
      case GET_GENERAL_STATUS -> generalStatus();
      case READ_REGISTER -> readRegisters(given);
      case WRITE_REGISTER -> writeRegisters(given);
      case READ_GPIO -> bytes(0x3F, 0x06, 0x01);
      case SET_SERIAL_BAUD_RATE -> setSpeed(given);
      case SET_PARAMETERS -> setParameters(given);
      case WRITE_GPIO, SAM_CONFIGURATION -> bytes();
      case POWER_DOWN -> powerDown();
      case RF_CONFIGURATION -> configureRadio(given);
      case IN_DATA_EXCHANGE -> exchange.run(given);
      case IN_COMMUNICATE_THRU, IN_ATR, IN_JUMP_FOR_DEP -> bytes(TIME_OUT);
      case IN_LIST_PASSIVE_TARGET -> listPassiveTarget(given);
      case IN_DESELECT, IN_RELEASE -> release();
      case IN_SELECT -> bytes(antenna.isActive() ? 0 : NO_TARGET);
      case IN_AUTO_POLL -> bytes(0);
      default -> null;
    };
  }

  private byte @Nullable [] diagnose(byte[] given) {
    return switch (given.length == 0 ? -1 : given[0]) {
      case 0x00 -> given;
      case 0x01, 0x02, 0x04, 0x07 -> bytes(0);
      case 0x06 -> bytes(antenna.isActive() ? 0 : TIME_OUT);
      default -> null;
    };
  }

  private byte[] generalStatus() {
    int field = antenna.isFieldOn() ? 1 : 0;
    return antenna.isActive() ? bytes(0, field, 1, 1, 0, 0, 0x10, 0x80) : bytes(0, field, 0, 0x80);
  }

  private byte[] readRegisters(byte[] given) {
    byte[] values = new byte[given.length / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = registers.getOrDefault(register(given, 2 * i), (byte) 0);
    }
    return values;
  }

  private byte[] writeRegisters(byte[] given) {
    for (int i = 0; i + 2 < given.length; i += 3) {
      registers.put(register(given, i), given[i + 2]);
    }
    return bytes();
  }

  private static int register(byte[] given, int at) {
    return (given[at] & 0xFF) << 8 | given[at + 1] & 0xFF;
  }

  private byte @Nullable [] setSpeed(byte[] given) {
    if (given.length != 1 || given[0] < 0 || given[0] >= SPEEDS.length) {
      return null;
    }
    nextSpeed = SPEEDS[given[0]];
    return bytes();
  }

  private byte @Nullable [] setParameters(byte[] given) {
    if (given.length != 1) {
      return null;
    }
    parameters = given[0];
    return bytes();
  }

  private byte[] powerDown() {
    antenna.fieldOff();
    asleep = true;
    return bytes(0);
  }

  private byte @Nullable [] configureRadio(byte[] given) {
    if (given.length < 2) {
      return null;
    }
    if (given[0] == 0x01) {
      if ((given[1] & 0x01) == 0) {
        antenna.fieldOff();
      } else {
        antenna.fieldOn();
      }
    }
    return bytes();
  }

  private byte @Nullable [] listPassiveTarget(byte[] given) {
    if (given.length < 2 || given[0] < 1 || given[0] > 2) {
      return null;
    }
    byte[] target = given[1] == 0 ? antenna.select((parameters & AUTOMATIC_RATS) != 0) : null;
    if (target == null) {
      antenna.fieldOn();
      return bytes(0);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(1);
    answer.write(1);
    answer.writeBytes(target);
    return answer.toByteArray();
  }

  private byte[] release() {
    antenna.deselect();
    return bytes(0);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
