package org.countersign.emulator.osdp;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntSupplier;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.CardSlot;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a bus. It insists on a secure session for all but identification, answers a
 * repeated command from memory, and ends its session after 8 s of silence. Cards are put in and
 * taken out by any thread; the rest is the bus's.
 */
public final class EmulatedOsdpReader implements CardSlot {

  /** The default key SCBK-D. */
  public static final byte[] DEFAULT_KEY =
      HexFormat.of().parseHex("303132333435363738393A3B3C3D3E3F");

  private static final long SESSION_NANOS = Duration.ofSeconds(8).toNanos();
  private static final byte[] NOTHING = {};

  private final OsdpModel model;
  private final int address;
  private final OsdpHabits habits = new OsdpHabits();
  private final TransparentCard card;
  private final FileStore files;
  private final SecureRandom random = new SecureRandom();

  private byte @Nullable [] key;
  private @Nullable ReaderSession session;
  private int lastNumber = -1;
  private int lastCode;
  private byte[] lastReply = NOTHING;
  private byte[] previousReply = NOTHING;
  private byte @Nullable [] pending;
  private long heardAt = System.nanoTime();
  private volatile boolean tampered;
  private volatile int speed = 9600;
  private volatile int sessions;
  private IntSupplier lineSpeed = () -> speed;

  /**
   * A reader without a card.
   *
   * @param address 0 to 126
   * @param key SCBK, 16 bytes; null for a new one, which has the default key alone
   */
  public EmulatedOsdpReader(OsdpModel model, int address, byte @Nullable [] key) {
    this.model = model;
    this.address = address;
    this.key = key == null ? null : key.clone();
    this.card = new TransparentCard(model);
    this.files = new FileStore(model.acknowledgesGaps());
  }

  /** Its address. */
  public int address() {
    return address;
  }

  /** What it does badly. */
  public OsdpHabits habits() {
    return habits;
  }

  /** Its SCBK as it is now; null if none was set. */
  public byte @Nullable [] key() {
    byte[] now = key;
    return now == null ? null : now.clone();
  }

  /** Whether its case is open. */
  public void tamper(boolean open) {
    tampered = open;
  }

  /**
   * Its speed, which COMSET changes, and how it learns the line's; it is deaf while they differ.
   */
  public void speed(int own, IntSupplier line) {
    speed = own;
    lineSpeed = line;
  }

  /** Its speed. */
  public int speed() {
    return speed;
  }

  /** How many sessions were established. */
  public int sessions() {
    return sessions;
  }

  /** The last file, if all of it came; else nothing. */
  public byte[] file() {
    return files.isWhole() ? files.image() : NOTHING;
  }

  /** Whether the card has power. */
  public boolean isPowered() {
    return card.isPowered();
  }

  @Override
  public void insert(CardEmulator newCard) {
    card.insert(newCard);
  }

  @Override
  public void remove() {
    card.remove();
  }

  @Override
  public void close() {
    remove();
  }

  /** Switched off and on. */
  void restart() {
    session = null;
    lastNumber = -1;
    lastReply = NOTHING;
    pending = null;
    card.restart();
  }

  /** What it sends for a telegram that is addressed to it; nothing if it stays silent. */
  byte[] hear(Telegram telegram) {
    int code = telegram.code();
    if (lineSpeed.getAsInt() != speed || habits.strikes(OsdpHabit.DEAF, code)) {
      return NOTHING;
    }
    long now = System.nanoTime();
    if (now - heardAt > SESSION_NANOS) {
      restart();
    }
    heardAt = now;
    if (habits.strikes(OsdpHabit.BUSY, code)) {
      return Telegram.checked(
          Telegram.unsigned(address | 0x80, telegram.control() & 4, NOTHING, 0x79, NOTHING, 0),
          telegram.wantsCrc());
    }
    if (habits.strikes(OsdpHabit.CALLS_IT_DAMAGED, code)) {
      return plain(telegram, 0x41, 1);
    }
    if (telegram.number() == 0) {
      restart();
    } else if (telegram.number() == lastNumber && code == lastCode && lastReply.length > 0) {
      return lastReply;
    } else if (telegram.number() != (lastNumber == 3 ? 1 : lastNumber + 1)) {
      session = null;
      return plain(telegram, 0x41, 4);
    }
    if (habits.strikes(OsdpHabit.FORGETS_SESSION, code)) {
      restart();
      return plain(telegram, 0x41, 6);
    }
    return answered(telegram, code);
  }

  private byte[] answered(Telegram telegram, int code) {
    byte[] reply = reply(telegram, code);
    previousReply = lastReply;
    lastNumber = telegram.number();
    lastCode = code;
    lastReply = reply;
    if (habits.strikes(OsdpHabit.RESTARTS_AFTER, code)) {
      restart();
      return NOTHING;
    }
    return habits.strikes(OsdpHabit.NO_REPLY, code) ? NOTHING : dressed(reply, code);
  }

  private byte[] dressed(byte[] reply, int code) {
    byte[] before = NOTHING;
    if (habits.strikes(OsdpHabit.OTHER_ADDRESS_FIRST, code)) {
      byte[] body = Telegram.unsigned(address + 1 | 0x80, reply[4] & 7, NOTHING, 0x40, NOTHING, 0);
      before = Telegram.checked(body, (reply[4] & 4) == 4);
    } else if (habits.strikes(OsdpHabit.OLD_REPLY_FIRST, code)) {
      before = previousReply;
    } else if (habits.strikes(OsdpHabit.NOISE, code)) {
      before = new byte[] {0x11, 0x53, (byte) 0x80, 0x53, 0x00, 0x04, 0x7F};
    }
    byte[] whole = Arrays.copyOf(before, before.length + reply.length);
    System.arraycopy(reply, 0, whole, before.length, reply.length);
    return whole;
  }

  private byte[] reply(Telegram telegram, int code) {
    return switch (telegram.scs()) {
      case 0x11 -> challenge(telegram);
      case 0x13 -> prove(telegram);
      case 0x15, 0x17 -> secured(telegram, code);
      default -> unsecured(telegram, code);
    };
  }

  private byte[] challenge(Telegram telegram) {
    session = null;
    int selector = telegram.securityBlock()[2];
    byte[] own = key;
    byte[] base = selector == 1 ? own : own == null ? DEFAULT_KEY : null;
    if (telegram.code() != 0x76 || telegram.payload().length != 8 || base == null) {
      return plain(telegram, 0x41, 5);
    }
    byte[] challenge = new byte[8];
    random.nextBytes(challenge);
    ReaderSession begun = new ReaderSession(base, telegram.payload(), challenge);
    session = begun;
    byte[] payload = Arrays.copyOf(model.identification(), 32);
    System.arraycopy(model.identification(), 5, payload, 4, 4);
    System.arraycopy(challenge, 0, payload, 8, 8);
    System.arraycopy(begun.cryptogram(), 0, payload, 16, 16);
    return inHandshake(telegram, new byte[] {3, 0x12, (byte) selector}, 0x76, payload);
  }

  private byte[] prove(Telegram telegram) {
    ReaderSession begun = session;
    if (begun == null || begun.isEstablished() || telegram.code() != 0x77) {
      return plain(telegram, 0x41, 5);
    }
    byte[] mac = begun.establish(telegram.payload());
    if (mac == null) {
      session = null;
      return inHandshake(telegram, new byte[] {3, 0x14, (byte) 0xFF}, 0x78, new byte[16]);
    }
    sessions = sessions + 1;
    return inHandshake(telegram, new byte[] {3, 0x14, 1}, 0x78, mac);
  }

  private byte[] inHandshake(Telegram telegram, byte[] block, int code, byte[] payload) {
    int control = (telegram.control() & 7) | 8;
    return Telegram.checked(
        Telegram.unsigned(address | 0x80, control, block, code, payload, 0), telegram.wantsCrc());
  }

  private byte[] unsecured(Telegram telegram, int code) {
    session = null;
    return switch (code) {
      case 0x61 -> plain(telegram, 0x45, ints(model.identification()));
      case 0x62 -> plain(telegram, 0x46, ints(model.capabilities()));
      default -> plain(telegram, 0x41, 6);
    };
  }

  private static int[] ints(byte[] bytes) {
    int[] ints = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ints[i] = bytes[i];
    }
    return ints;
  }

  private byte[] plain(Telegram telegram, int code, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return Telegram.checked(
        Telegram.unsigned(address | 0x80, telegram.control() & 7, NOTHING, code, bytes, 0),
        telegram.wantsCrc());
  }

  private byte[] secured(Telegram telegram, int code) {
    ReaderSession open = session;
    byte[] payload = open == null || !open.isEstablished() ? null : open.open(telegram);
    if (open == null || payload == null) {
      restart();
      return plain(telegram, 0x41, 6);
    }
    byte[] answer =
        habits.strikes(OsdpHabit.UNKNOWN, code)
            ? new byte[] {0x41, 3}
            : habits.strikes(OsdpHabit.REFUSES, code) ? new byte[] {0x41, 9} : run(code, payload);
    return open.seal(
        address | 0x80,
        telegram.control() & 7,
        answer[0] & 0xFF,
        Arrays.copyOfRange(answer, 1, answer.length),
        habits.strikes(OsdpHabit.WRONG_MAC, code));
  }

  private byte[] run(int code, byte[] payload) {
    return switch (code) {
      case 0x60 -> event();
      case 0x61 -> coded(0x45, model.identification());
      case 0x62 -> coded(0x46, model.capabilities());
      case 0x64 -> new byte[] {0x48, (byte) (tampered ? 1 : 0), 0};
      case 0x6E -> comset(payload);
      case 0x75 -> keyset(payload);
      case 0x7B -> new byte[] {0x40};
      case 0x7C -> coded(0x7A, files.take(payload));
      case 0xA1 -> model.transparent() ? xwr(payload) : new byte[] {0x41, 3};
      case 0xA2 -> {
        files.abort();
        yield new byte[] {0x40};
      }
      default -> new byte[] {0x41, 3};
    };
  }

  private byte[] event() {
    byte[] waiting = pending;
    pending = null;
    if (waiting == null) {
      byte[] report = card.report();
      waiting = report == null ? new byte[] {0x40} : coded(0xB1, report);
    }
    return waiting;
  }

  private byte[] xwr(byte[] payload) {
    byte[] answer = card.take(payload);
    if (model.answersByPoll() && answer[0] == (byte) 0xB1 && payload[0] == 1) {
      pending = answer;
      return new byte[] {0x40};
    }
    return answer;
  }

  private byte[] comset(byte[] payload) {
    if (payload.length != 5 || payload[0] != address) {
      return new byte[] {0x41, 9};
    }
    speed =
        (payload[1] & 0xFF)
            | (payload[2] & 0xFF) << 8
            | (payload[3] & 0xFF) << 16
            | (payload[4] & 0xFF) << 24;
    return coded(0x54, payload);
  }

  private byte[] keyset(byte[] payload) {
    if (payload.length != 18 || payload[0] != 1 || payload[1] != 16) {
      return new byte[] {0x41, 9};
    }
    key = Arrays.copyOfRange(payload, 2, 18);
    return new byte[] {0x40};
  }

  private static byte[] coded(int code, byte[] payload) {
    byte[] whole = new byte[payload.length + 1];
    whole[0] = (byte) code;
    System.arraycopy(payload, 0, whole, 1, payload.length);
    return whole;
  }
}
