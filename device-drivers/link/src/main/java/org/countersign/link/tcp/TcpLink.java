package org.countersign.link.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.link.buffer.ReceiveBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection. In a dialogue the device's thread reads the socket itself; while the line rests
 * the event loop does, so that a far end which goes away is noticed: see {@link Turns}. While its
 * buffer is full nothing is read, so that a far end which talks too much is held up by TCP itself;
 * it is noticed to be gone only after that was read.
 */
final class TcpLink implements ByteLink {

  /** Bytes taken from the socket at a time. */
  static final int PART = 8 * 1024;

  private static final int RECEIVE = 64 * 1024;

  private final TcpLinks owner;
  private final String name;
  private final ReceiveBuffer received;
  private final SocketChannel socket;
  private final DirectReading direct;
  private final Turns turns;
  private volatile @Nullable Channel channel;
  private @Nullable ChannelFuture rest;

  TcpLink(TcpLinks owner, String name, SocketChannel socket) {
    this.owner = owner;
    this.name = name;
    this.socket = socket;
    this.received = new ReceiveBuffer(name, RECEIVE);
    this.direct = new DirectReading(socket);
    this.turns = new Turns(this::readByLoop, this::hasRoom);
  }

  /** To be called once, before anything else of it is. */
  void connected(Channel connected) {
    channel = connected;
    turns.begin(connected.eventLoop());
  }

  private void readByLoop() {
    Channel ignored = channel().read();
  }

  private boolean hasRoom() {
    return received.room() >= PART;
  }

  private Channel channel() {
    return Objects.requireNonNull(channel, "not connected yet");
  }

  ChannelInboundHandler handler() {
    return new Receiver();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (!turns.takeForDevice()) {
      return received.take(into, offset, length, limit);
    }
    try {
      int taken = received.take(into, offset, length, Duration.ZERO);
      return taken > 0 || length == 0 ? taken : readDirectly(into, offset, length, limit);
    } finally {
      turns.giveBack();
    }
  }

  private int readDirectly(byte[] into, int offset, int length, Duration limit)
      throws LinkException {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        int arrived = direct.read(into, offset, Math.min(length, PART));
        if (arrived > 0) {
          return arrived;
        }
        if (arrived < 0) {
          lose(Reason.LOST, "the far end ended the connection", null);
        }
        received.requireOpen("reading from", true);
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return 0;
        }
        direct.await(left);
        if (Thread.currentThread().isInterrupted()) {
          throw new LinkException(
              Reason.INTERRUPTED, true, "interrupted while reading from " + name, null);
        }
      }
    } catch (IOException e) {
      lose(Reason.LOST, "the connection broke: " + e.getMessage(), e);
      received.requireOpen("reading from", true);
      return 0;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    received.requireOpen("writing to", true);
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(true, null);
    }
    ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
    if (rest == null || rest.isDone()) {
      handOver(left);
    }
    if (left.hasRemaining()) {
      awaitRest(left, length, limit);
    }
  }

  /**
   * Gives the kernel what it takes at once, from the caller's thread: by way of the event loop a
   * question would wait for two more threads to wake up.
   */
  private void handOver(ByteBuffer left) throws LinkException {
    int end = left.limit();
    try {
      int taken = 1;
      while (taken > 0 && left.position() < end) {
        // The JDK copies through a buffer outside the heap that is as large as what it is given.
        left.limit(Math.min(end, left.position() + RECEIVE));
        taken = socket.write(left);
      }
    } catch (IOException e) {
      lose(Reason.LOST, "the connection ended", e);
      received.requireOpen("writing to", false);
    } finally {
      left.limit(end);
    }
  }

  /** The event loop hands over the rest as the far end makes room. */
  private void awaitRest(ByteBuffer left, int length, Duration limit) throws LinkException {
    // A copy: after an interrupt the caller has its array back while this may still be leaving.
    ChannelFuture leaving = channel().writeAndFlush(Unpooled.copiedBuffer(left));
    rest = leaving;
    try {
      if (!leaving.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        lose(Reason.STUCK, "it took not all of " + length + " bytes within " + limit, null);
        received.requireOpen("writing to", false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(false, e);
    }
    if (!leaving.isSuccess()) {
      lose(Reason.LOST, "the connection ended", leaving.cause());
      received.requireOpen("writing to", false);
    }
  }

  private LinkException interrupted(boolean nothingSent, @Nullable Throwable cause) {
    return new LinkException(
        Reason.INTERRUPTED, nothingSent, "interrupted while writing to " + name, cause);
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    received.requireOpen("flushing", true);
  }

  @Override
  public int discardInput() throws LinkException {
    if (!turns.takeForDevice()) {
      return received.clear();
    }
    try {
      return received.clear() + drain();
    } finally {
      turns.giveBack();
    }
  }

  /** At most what the buffer would have held: a far end that babbles must not keep us here. */
  private int drain() throws LinkException {
    byte[] part = new byte[PART];
    int thrown = 0;
    int taken = 1;
    while (taken > 0 && thrown < RECEIVE) {
      taken = readDirectly(part, 0, part.length, Duration.ZERO);
      thrown += taken;
    }
    return thrown;
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    received.requireOpen("setting up", true);
  }

  @Override
  public boolean isOpen() {
    return received.isOpen();
  }

  @Override
  public void close() {
    received.end(Reason.CLOSED, "it was closed", null);
    direct.close();
    ChannelFuture closing = channel().close();
    if (!channel().eventLoop().inEventLoop()) {
      closing.awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    owner.forget(this);
  }

  private void lose(Reason reason, String what, @Nullable Throwable cause) {
    received.end(reason, what, cause);
    direct.close();
    Channel lost = channel;
    if (lost != null) {
      ChannelFuture ignored = lost.close();
    }
    owner.forget(this);
  }

  /** Takes what arrives while the line rests. The event loop's thread. */
  private final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {

    private byte[] arrived = {};

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
      arrived = new byte[part.readableBytes()];
      part.readBytes(arrived);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (arrived.length > 0) {
        byte[] bytes = arrived;
        arrived = new byte[0];
        turns.loopHasRead(() -> received.put(bytes, 0, bytes.length, 0));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lose(Reason.LOST, "the far end ended the connection", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      lose(Reason.LOST, "the connection broke: " + cause.getMessage(), cause);
    }
  }
}
