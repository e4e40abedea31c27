package org.countersign.tck;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Names of checks as a report has them: {@code leavesNoThread} is "leaves no thread". */
final class Sentences implements DisplayNameGenerator {

  @Override
  public String generateDisplayNameForClass(Class<?> kit) {
    return kit.getSimpleName();
  }

  @Override
  public String generateDisplayNameForNestedClass(List<Class<?>> outer, Class<?> kit) {
    return words(kit.getSimpleName().replaceFirst("Kit$", ""));
  }

  @Override
  public String generateDisplayNameForMethod(List<Class<?>> outer, Class<?> kit, Method check) {
    return words(check.getName());
  }

  static String words(String camelCase) {
    String words = camelCase.replaceAll("(?<=[A-Za-z0-9])(?=[A-Z])", " ");
    String lower = words.toLowerCase(Locale.ROOT);
    return Character.isUpperCase(words.charAt(0)) ? words.charAt(0) + lower.substring(1) : lower;
  }
}
