package org.countersign.link.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicInteger readsOfTheLoop = new AtomicInteger();
  private boolean room = true;
  private final Turns turns = new Turns(readsOfTheLoop::incrementAndGet, () -> room);

  @BeforeEach
  void connect() {
    channel.freezeTime();
    turns.begin(channel.eventLoop());
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private void rest() {
    for (int i = 0; i < 2; i++) {
      channel.advanceTimeBy(Turns.REST.toNanos(), TimeUnit.NANOSECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private void dialogue() {
    turns.loopHasRead(() -> {});
    assertThat(turns.takeForDevice()).isTrue();
  }

  @Test
  void the_loop_reads_first_and_only_once() {
    rest();
    assertThat(readsOfTheLoop).hasValue(1);
    assertThat(turns.takeForDevice()).isFalse();
  }

  @Test
  void the_first_bytes_end_the_turn_of_the_loop() {
    turns.loopHasRead(() -> {});
    assertThat(turns.takeForDevice()).isTrue();
  }

  @Test
  void what_the_loop_has_read_is_there_before_the_device_reads_itself() throws Exception {
    AtomicReference<Thread> device = new AtomicReference<>();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger handedOver = new AtomicInteger();
    turns.loopHasRead(() -> {
      Thread asking =
          Thread.ofPlatform()
              .start(() -> {
                assertThat(turns.takeForDevice()).isTrue();
                seen.set(handedOver.get());
              });
      device.set(asking);
      while (asking.getState() != Thread.State.BLOCKED && asking.isAlive()) {
        Thread.onSpinWait();
      }
      handedOver.set(1);
    });
    device.get().join();
    assertThat(seen).hasValue(1);
  }

  @Test
  void the_loop_reads_again_when_the_device_has_rested() {
    dialogue();
    turns.giveBack();
    rest();
    assertThat(readsOfTheLoop).hasValue(2);
    assertThat(turns.takeForDevice()).isFalse();
  }

  @Test
  void a_device_that_reads_on_keeps_its_turn() {
    dialogue();
    for (int i = 0; i < 10; i++) {
      turns.giveBack();
      channel.advanceTimeBy(Turns.REST.toNanos(), TimeUnit.NANOSECONDS);
      channel.runScheduledPendingTasks();
      assertThat(turns.takeForDevice()).isTrue();
    }
    assertThat(readsOfTheLoop).hasValue(1);
  }

  @Test
  void a_device_that_waits_long_keeps_its_turn_and_nothing_wakes_the_loop() {
    dialogue();
    rest();
    assertThat(channel.hasPendingTasks()).isFalse();
    assertThat(readsOfTheLoop).hasValue(1);
    turns.giveBack();
    rest();
    assertThat(readsOfTheLoop).hasValue(2);
  }

  @Test
  void a_full_buffer_is_read_empty_before_the_loop_reads_again() {
    room = false;
    turns.loopHasRead(() -> {});
    rest();
    assertThat(readsOfTheLoop).hasValue(1);
    room = true;
    assertThat(turns.takeForDevice()).isTrue();
    turns.giveBack();
    rest();
    assertThat(readsOfTheLoop).hasValue(2);
  }
}
