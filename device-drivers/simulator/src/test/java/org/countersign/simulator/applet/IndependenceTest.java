package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Many cards in one JVM: independent of each other and of the thread, and forgotten when done. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IndependenceTest {

  private static final int THREADS = 8;
  private static final int CARDS = 1_000;

  @Test
  void cards_on_many_threads_do_not_touch_each_other() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<VirtualCard>> work = new ArrayList<>();
      for (int i = 0; i < 10 * THREADS; i++) {
        int size = 100 + i;
        work.add(() -> personalized(size));
      }
      for (Future<VirtualCard> done : threads.invokeAll(work)) {
        VirtualCard card = done.get();
        assertThat(card.state().lifeCycle()).isEqualTo("PERSONALIZED");
        assertThat(card.state().defects()).isEmpty();
      }
    }
  }

  @Test
  void a_card_may_change_its_thread_between_two_commands_of_a_session() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    VirtualCard other = VirtualCard.blank(CardKind.FILE);
    card.powerOn();
    other.powerOn();
    Scp03Host host = Scp03Host.transport(card);
    host.select(CardHost.LDS);
    host.open(0x33);
    try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
      for (var block : LdsDocument.blocks(new LdsDocument(500).stream(host), 100)) {
        // The thread here has used another card in between.
        assertThat(new CardHost(other).sw("00A4000C022F02")).isEqualTo("9000");
        assertThat(elsewhere.submit(() -> host.secure(block)).get().isOk()).isTrue();
      }
    }
  }

  @Test
  void two_cards_take_turns_on_one_thread() {
    VirtualCard one = VirtualCard.blank(CardKind.LDS);
    VirtualCard two = VirtualCard.blank(CardKind.LDS);
    one.powerOn();
    two.powerOn();
    Scp03Host first = Scp03Host.transport(one).open(0x33);
    Scp03Host second = Scp03Host.transport(two).open(0x33);
    for (int i = 0; i < 20; i++) {
      assertThat(first.secure("80CA9F7F00").data().slice(13, 21).toHex())
          .isEqualTo(one.chipId().substring(4));
      assertThat(second.secure("80CA9F7F00").data().slice(13, 21).toHex())
          .isEqualTo(two.chipId().substring(4));
    }
  }

  @Test
  void a_thousand_cards_one_after_the_other_leave_nothing_behind() {
    List<WeakReference<VirtualCard>> all = new ArrayList<>();
    personalizeSome(50, new ArrayList<>());
    long before = usedAfterCollection();

    personalizeSome(CARDS, all);

    long after = usedAfterCollection();
    assertThat(all).hasSize(CARDS).allMatch(card -> card.get() == null);
    assertThat(after - before).as("bytes more in use").isLessThan(4L << 20);
  }

  @Test
  void a_card_without_power_costs_little_more_than_its_files() {
    personalizeSome(5, new ArrayList<>());
    long before = usedAfterCollection();
    List<VirtualCard> kept = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      VirtualCard card = personalized(15_000);
      card.powerOff();
      kept.add(card);
    }
    long each = (usedAfterCollection() - before) / kept.size();

    assertThat(each).as("bytes a card").isLessThan(24_000);
  }

  private static void personalizeSome(int count, List<WeakReference<VirtualCard>> references) {
    for (int i = 0; i < count; i++) {
      references.add(new WeakReference<>(personalized(2_000)));
    }
  }

  private static VirtualCard personalized(int portrait) {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    card.powerOn();
    new LdsDocument(portrait).personalize(Scp03Host.transport(card), 0x33, 1_000);
    return card;
  }

  private static long usedAfterCollection() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
