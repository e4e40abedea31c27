package org.countersign.trust.signer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a token's slot by its label, since the JDK knows slots by number only and a slot's number
 * is not the token's. Calls C_Initialize, C_GetSlotList and C_GetTokenInfo of PKCS#11 2.40 on
 * 64-bit Unix, where CK_ULONG has 8 bytes. Logs in nowhere: no PIN is tried on a wrong token.
 */
final class TokenSlots {

  private static final long OK = 0x000;
  private static final long ALREADY_INITIALIZED = 0x191;
  private static final long OS_LOCKING_OK = 0x2;

  /**
   * CK_FUNCTION_LIST: CK_VERSION padded to a pointer, then the functions in the order of the book.
   */
  private static final int INITIALIZE = 0;

  private static final int GET_SLOT_LIST = 4;
  private static final int GET_TOKEN_INFO = 6;
  private static final int FUNCTIONS = 7;

  /** CK_C_INITIALIZE_ARGS: four function pointers, flags, reserved. */
  private static final int ARGS_SIZE = 48;

  private static final int ARGS_FLAGS = 32;

  /** CK_TOKEN_INFO begins with the label, 32 bytes padded with blanks; the rest is not read. */
  private static final int TOKEN_INFO_SIZE = 512;

  private static final int LABEL_SIZE = 32;

  private static final Linker LINKER = Linker.nativeLinker();

  private final Path library;
  private final MemorySegment functions;

  private TokenSlots(Path library, MemorySegment functions) {
    this.library = library;
    this.functions = functions;
  }

  /**
   * The slot that holds the token.
   *
   * @throws SignerException if the library cannot be loaded, or not exactly one token is so
   *     labelled
   */
  static long find(Path library, String label) throws SignerException {
    try (Arena arena = Arena.ofConfined()) {
      List<String> seen = new ArrayList<>();
      List<Long> slots = load(library, arena).slots(label, seen, arena);
      if (slots.size() != 1) {
        throw new SignerException(
            slots.size()
                + " tokens labelled \""
                + label
                + "\" behind "
                + library
                + "; seen were "
                + seen
                + ". Insert the token, or correct its label");
      }
      return slots.get(0);
    }
  }

  private static TokenSlots load(Path library, Arena arena) throws SignerException {
    try {
      // Never unloaded: the library is initialised, and the JDK's provider shares it.
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
      MemorySegment list = arena.allocate(ADDRESS);
      MethodHandle get =
          LINKER.downcallHandle(
              symbols.findOrThrow("C_GetFunctionList"), FunctionDescriptor.of(JAVA_LONG, ADDRESS));
      require((long) get.invokeExact(list), "C_GetFunctionList", library);
      MemorySegment functions =
          list.get(ADDRESS, 0).reinterpret(ADDRESS.byteSize() * (FUNCTIONS + 1));
      return new TokenSlots(library, functions);
    } catch (SignerException e) {
      throw e;
    } catch (Throwable e) {
      throw new SignerException(
          "PKCS#11 library " + library + " cannot be loaded; is the vendor's package installed?",
          e);
    }
  }

  private List<Long> slots(String label, List<String> seen, Arena arena) throws SignerException {
    try {
      initialize(arena);
      List<Long> found = new ArrayList<>();
      for (long slot : slotsWithToken(arena)) {
        String other = label(slot, arena);
        if (!other.isEmpty()) {
          seen.add(other);
        }
        if (other.equals(label)) {
          found.add(slot);
        }
      }
      return found;
    } catch (SignerException e) {
      throw e;
    } catch (Throwable e) {
      throw new SignerException("asking " + library + " for its tokens failed", e);
    }
  }

  private MethodHandle function(int index, FunctionDescriptor form) {
    return LINKER.downcallHandle(functions.get(ADDRESS, ADDRESS.byteSize() * (index + 1L)), form);
  }

  private void initialize(Arena arena) throws Throwable {
    MemorySegment args = arena.allocate(ARGS_SIZE, 8);
    args.set(JAVA_LONG, ARGS_FLAGS, OS_LOCKING_OK);
    MethodHandle call = function(INITIALIZE, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    long result = (long) call.invokeExact(args);
    if (result != ALREADY_INITIALIZED) {
      require(result, "C_Initialize", library);
    }
  }

  private long[] slotsWithToken(Arena arena) throws Throwable {
    MethodHandle call =
        function(GET_SLOT_LIST, FunctionDescriptor.of(JAVA_LONG, JAVA_BYTE, ADDRESS, ADDRESS));
    MemorySegment count = arena.allocate(JAVA_LONG);
    byte present = 1;
    require((long) call.invokeExact(present, MemorySegment.NULL, count), "C_GetSlotList", library);
    MemorySegment slots = arena.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
    require((long) call.invokeExact(present, slots, count), "C_GetSlotList", library);
    return slots.asSlice(0, count.get(JAVA_LONG, 0) * JAVA_LONG.byteSize()).toArray(JAVA_LONG);
  }

  private String label(long slot, Arena arena) throws Throwable {
    MethodHandle call =
        function(GET_TOKEN_INFO, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS));
    MemorySegment info = arena.allocate(TOKEN_INFO_SIZE, 8);
    long result = (long) call.invokeExact(slot, info);
    if (result != OK) {
      // Pulled just now, or broken: no reason not to use another one.
      return String.format("(slot %d answered 0x%03X)", slot, result);
    }
    byte[] label = info.asSlice(0, LABEL_SIZE).toArray(JAVA_BYTE);
    return new String(label, StandardCharsets.UTF_8).stripTrailing();
  }

  private static void require(long result, String call, Path library) throws SignerException {
    if (result != OK) {
      throw new SignerException(String.format("%s of %s answered 0x%03X", call, library, result));
    }
  }
}
