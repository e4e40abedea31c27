package org.countersign.tck;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A class of checks that share one bench; what they say goes through the JVM's streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
@DisplayNameGeneration(Sentences.class)
abstract class KitClass {

  private @Nullable Bench bench;
  private @Nullable Rig rig;

  /** The bench, made once; the kit closes it. */
  protected abstract Bench bench() throws Exception;

  @BeforeAll
  void setUp() throws Exception {
    Bench made = bench();
    bench = made;
    rig = new Rig(made);
  }

  @AfterAll
  void tearDown() throws Exception {
    try (Bench made = bench;
        Rig loaded = rig) {
      rig = null;
      bench = null;
    }
  }

  final Rig rig() {
    Rig loaded = rig;
    if (loaded == null) {
      throw new IllegalStateException("the bench was not set up");
    }
    return loaded;
  }
}
