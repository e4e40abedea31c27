package org.countersign.link.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Gives a connection the same buffer for every read, as what arrives is copied out of it at once.
 * One read at a time, so that no more than it holds can arrive after the reading was stopped.
 * Memory outside the heap that is made and freed for every read costs more than the read itself.
 */
final class OneBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

  private final ByteBuf buffer;

  /** Of so many bytes; freed with this object. */
  OneBuffer(int bytes) {
    super(1);
    buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes));
  }

  @SuppressWarnings("deprecation")
  @Override
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return buffer.capacity();
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator ignored) {
        return buffer.clear().retain();
      }
    };
  }
}
