package org.countersign.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a request may take to arrive, counted from its first byte and not from the last
 * one, so that a caller who sends a byte now and then gains nothing. Stands before the codec; its
 * limits pass as user events.
 */
final class ReadDeadline extends ChannelInboundHandlerAdapter {

  /** What is being waited for; fired as a user event when its limit has passed. */
  enum Phase {
    /** A first byte. */
    IDLE,
    HEAD,
    BODY,
    /** Nothing: the server's turn, or an event stream. */
    NONE
  }

  private final HttpConfig.Limits limits;
  private Phase phase = Phase.NONE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timer;

  ReadDeadline(HttpConfig.Limits limits) {
    this.limits = limits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    enter(Phase.IDLE);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    enter(Phase.NONE);
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.IDLE && message instanceof ByteBuf) {
      enter(Phase.HEAD);
    }
    ctx.fireChannelRead(message);
  }

  /** On the event loop. */
  void enter(Phase next) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    phase = next;
    if (next != Phase.NONE && context != null) {
      ChannelHandlerContext ctx = context;
      timer =
          ctx.executor()
              .schedule(
                  () -> ctx.fireUserEventTriggered(next),
                  limit(next).toNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  private Duration limit(Phase of) {
    return switch (of) {
      case IDLE -> limits.idle();
      case HEAD -> limits.head();
      case BODY -> limits.body();
      case NONE -> Duration.ZERO;
    };
  }
}
