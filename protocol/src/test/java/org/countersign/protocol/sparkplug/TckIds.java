package org.countersign.protocol.sparkplug;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a test method as the id of the specification's assertion: underscores become hyphens. */
public final class TckIds extends DisplayNameGenerator.Standard {

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> type, Method method) {
    return "tck-id-" + method.getName().replace('_', '-');
  }
}
