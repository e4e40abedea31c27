package org.countersign.protocol.sparkplug;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Generated types stop inside the package; nothing here does I/O. */
class WallTest {

  private static final String[] PURE = {
    "org.countersign.protocol.sparkplug", "org.countersign.protocol.sparkplug.host"
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.countersign.protocol.sparkplug");

  @Test
  void onlyTheCodecSeesProtobuf() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .and()
        .haveNameNotMatching(".*\\.(SparkplugCodec|WireMetric)(\\$\\d+)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..", "org.countersign.protocol.sparkplug.wire..")
        .check(classes);
  }

  @Test
  void noPublicMethodShowsAGeneratedType() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(PURE)
        .should()
        .notHaveRawReturnType(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                "com.google.protobuf..", "org.countersign.protocol.sparkplug.wire.."))
        .check(classes);
  }

  @Test
  void nothingTouchesSocketsFilesOrThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..")
        .check(classes);
  }
}
