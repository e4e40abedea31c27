package org.countersign.simulator.applet;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/** STORE DATA of the LDS application: keeps the order of the blocks and knows the groupings. */
final class LdsLoader implements DgiStream.Target {

  private static final int FCP = 0x0062;
  private static final int BAC_KEYS = 0x8101;
  private static final int END = 0x7FFF;

  private static final int LAST_BLOCK = 0x80;
  private static final int FORMAT = 0x18;
  private static final int DGI_FORMAT = 0x08;

  private final LdsMemory memory;
  private final SecurityDomain domain;
  private @Nullable DgiStream stream;
  private int nextBlock;

  LdsLoader(LdsMemory memory, SecurityDomain domain) {
    this.memory = memory;
    this.domain = domain;
  }

  /** One block; after any error the next one begins a new stream at number 00. */
  Answer storeData(Command command) {
    domain.requireOpen();
    ByteArrays.require(!memory.isLoaded(), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    try {
      store(command);
    } catch (RuntimeException e) {
      reset();
      throw e;
    }
    return Answer.OK;
  }

  void reset() {
    stream = null;
    nextBlock = 0;
  }

  private void store(Command command) {
    ByteArrays.require(
        (command.p1 & FORMAT) == DGI_FORMAT && command.p2 == (nextBlock & 0xFF),
        ISO7816.SW_INCORRECT_P1P2);
    DgiStream current = stream == null ? new DgiStream(this) : stream;
    stream = current;
    nextBlock++;
    current.take(command.data());
    if ((command.p1 & LAST_BLOCK) != 0) {
      current.end();
      reset();
    }
  }

  @Override
  public DgiStream.Sink open(int dgi, int length) {
    return switch (dgi) {
      case FCP -> new Gathering(this::createFile);
      case BAC_KEYS -> new Gathering(this::storeKeys);
      case END -> new Gathering(this::end);
      default -> openFile(dgi, length);
    };
  }

  private DgiStream.Sink openFile(int fid, int length) {
    ElementaryFile file = memory.file(fid).orElseThrow(() -> new ISOException(Sw.NOT_FOUND));
    ByteArrays.require(length <= file.size(), ISO7816.SW_FILE_FULL);
    ByteArrays.require(length == file.size(), ISO7816.SW_WRONG_DATA);
    file.beginContents();
    return new Filling(file);
  }

  private void createFile(byte[] contents) {
    FileControl control = FileControl.parse(contents);
    ByteArrays.require(control.isElementary(), ISO7816.SW_WRONG_DATA);
    memory.create(control.fid(), control.sfi(), control.size());
  }

  private void storeKeys(byte[] contents) {
    memory.storeAccessKeys(domain.requireOpen().decryptWithDek(contents));
  }

  private void end(byte[] contents) {
    ByteArrays.require(contents.length == 0, ISO7816.SW_WRONG_DATA);
    memory.endLoading();
  }

  /** Contents that are understood as a whole. */
  private record Gathering(Consumer<byte[]> whole, ByteArrayOutputStream contents)
      implements DgiStream.Sink {

    Gathering(Consumer<byte[]> whole) {
      this(whole, new ByteArrayOutputStream());
    }

    @Override
    public void take(byte[] data, int from, int length) {
      ByteArrays.require(contents.size() + length <= 0xFF, ISO7816.SW_WRONG_DATA);
      contents.write(data, from, length);
    }

    @Override
    public void end() {
      whole.accept(contents.toByteArray());
    }
  }

  /** Contents that go into a file as they come. */
  private static final class Filling implements DgiStream.Sink {

    private final ElementaryFile file;
    private int at;

    Filling(ElementaryFile file) {
      this.file = file;
    }

    @Override
    public void take(byte[] data, int from, int length) {
      file.write(at, data, from, length);
      at += length;
    }

    @Override
    public void end() {
      file.endContents();
    }
  }
}
