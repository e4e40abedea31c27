package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;
import org.countersign.apdu.Bytes;

/** One thing done with a card. What each form means in JSON is in {@code docs/profiles.md}. */
public sealed interface Step {

  /** What a step may do to the card. */
  enum EffectClass {
    /** Nothing. */
    NONE,
    /** It may spend a try of an authentication counter. */
    AUTHENTICATES,
    /** It changes memory; the card is not valid by it. */
    CHANGES,
    /** The card is valid once it has happened. */
    ACTIVATES
  }

  /** What it may do to the card. */
  EffectClass effect();

  /** What it is called in plans and messages, for example {@code write EF_DG1}. */
  String label();

  /** SELECT by application identifier (P1 04); ends a secure channel. */
  record SelectApplication(Bytes aid, List<Integer> expect) implements Step {
    public SelectApplication {
      expect = List.copyOf(expect);
    }

    @Override
    public EffectClass effect() {
      return EffectClass.NONE;
    }

    @Override
    public String label() {
      return "select application " + aid.toHex();
    }
  }

  /** SELECT by file identifier. */
  record SelectFile(int fid, List<Integer> expect) implements Step {
    public SelectFile {
      expect = List.copyOf(expect);
    }

    @Override
    public EffectClass effect() {
      return EffectClass.NONE;
    }

    @Override
    public String label() {
      return String.format("select file %04X", fid);
    }
  }

  /**
   * Secure channel SCP03 (GlobalPlatform Amendment D).
   *
   * @param keys key set
   * @param keyVersion key version number that the chip must use
   * @param level security level: 01, 03, 11, 13 or 33
   * @param s16 whether cryptograms and MACs are 16 bytes long
   */
  record OpenScp03(String keys, int keyVersion, int level, boolean s16) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.AUTHENTICATES;
    }

    @Override
    public String label() {
      return String.format("open SCP03 key version %02X level %02X", keyVersion, level);
    }
  }

  /**
   * GET CHALLENGE and EXTERNAL AUTHENTICATE with an AES key.
   *
   * @param keyId P2
   * @param challenge bytes of the challenge
   */
  record ExternalAuthentication(Expression.KeyName key, int keyId, int challenge) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.AUTHENTICATES;
    }

    @Override
    public String label() {
      return String.format("external authentication key %02X", keyId);
    }
  }

  /** CREATE FILE (ISO 7816-9) with file control parameters. */
  record CreateFile(String name, Expression fcp, Optional<String> ifPresent) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.CHANGES;
    }

    @Override
    public String label() {
      return "create " + name;
    }
  }

  /**
   * UPDATE BINARY of a whole file.
   *
   * @param content other content than the file's own
   * @param select whether the file is selected first; a file just created is the current one
   */
  record WriteFile(String file, Optional<Expression> content, boolean select) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.CHANGES;
    }

    @Override
    public String label() {
      return "write " + file;
    }
  }

  /**
   * READ BINARY of a whole file. Where the content is known, it must be equal.
   *
   * @param content other content than the file's own
   */
  record ReadFile(String file, Optional<Expression> content) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.NONE;
    }

    @Override
    public String label() {
      return "read " + file;
    }
  }

  /**
   * STORE DATA (GlobalPlatform 11.11) of data groupings as one stream, in the largest blocks.
   *
   * @param expect status words allowed; the stream ends with the first that is not 9000
   */
  record StoreData(String name, Expression content, List<Integer> expect) implements Step {
    public StoreData {
      expect = List.copyOf(expect);
    }

    @Override
    public EffectClass effect() {
      return EffectClass.CHANGES;
    }

    @Override
    public String label() {
      return "store " + name;
    }
  }

  /**
   * PUT KEY (GlobalPlatform 11.8) of a whole set in one command.
   *
   * @param keyVersion the new set's version number
   * @param replace version number of the set that it replaces; 00 adds it
   */
  record PutKey(String keys, int keyVersion, int replace) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.CHANGES;
    }

    @Override
    public String label() {
      return String.format("put keys %s version %02X", keys, keyVersion);
    }
  }

  /**
   * Reads the chip's own number again, through the secure channel if one is open. Behind an
   * authentication it proves that no other chip was put in the place of the one that was recorded.
   */
  record CheckChip() implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.NONE;
    }

    @Override
    public String label() {
      return "check chip number";
    }
  }

  /** GET STATUS (GlobalPlatform 11.4) of an application, which must be in a state. */
  record CheckStatus(Bytes aid, int state) implements Step {
    @Override
    public EffectClass effect() {
      return EffectClass.NONE;
    }

    @Override
    public String label() {
      return String.format("check status %02X", state);
    }
  }

  /** SET STATUS (GlobalPlatform 11.10) of an application, or of the card without an AID. */
  record SetStatus(Optional<Bytes> aid, int state, EffectClass effect) implements Step {
    @Override
    public String label() {
      return String.format("set status %02X", state);
    }
  }

  /** ACTIVATE FILE (ISO 7816-9) of the current file or application. */
  record ActivateFile(EffectClass effect) implements Step {
    @Override
    public String label() {
      return "activate file";
    }
  }

  /**
   * How a {@link Command} is repeated over its data.
   *
   * @param size most bytes in a command
   * @param addressing what says which block it is
   */
  record Blocks(int size, Addressing addressing) {}

  /** Where the place of a block stands. */
  enum Addressing {
    /** Offset in bytes in P1 P2, added to those of the header. */
    OFFSET_P1P2,
    /** Number of the block in P2, added to that of the header. */
    NUMBER_P2
  }

  /**
   * A command as the profile spells it.
   *
   * @param header CLA INS P1 P2
   * @param data command data
   * @param le expected length, 0 to 65,536
   * @param secured whether it goes through the secure channel that is open
   * @param expect status words allowed
   * @param expectData what the answer must be
   * @param into file whose content the answer is
   * @param exposes whether anybody can read the data afterwards
   * @param blocks how long data are spread over several commands
   * @param ifPresent element or attachment without which the step is left out
   */
  record Command(
      String name,
      Bytes header,
      Optional<Expression> data,
      int le,
      boolean secured,
      List<Integer> expect,
      Optional<Expression> expectData,
      Optional<String> into,
      boolean exposes,
      Optional<Blocks> blocks,
      Optional<String> ifPresent,
      EffectClass effect)
      implements Step {
    public Command {
      expect = List.copyOf(expect);
    }

    @Override
    public String label() {
      return name;
    }
  }
}
