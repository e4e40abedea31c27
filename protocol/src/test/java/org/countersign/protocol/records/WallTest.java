package org.countersign.protocol.records;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Generated types stop at the codec; nothing here does I/O. */
class WallTest {

  private static final String RECORDS = "org.countersign.protocol.records";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(RECORDS);

  @Test
  void onlyTheCodecSeesProtobuf() {
    noClasses()
        .that()
        .resideInAPackage(RECORDS)
        .and()
        .haveNameNotMatching(".*\\.RecordCodec(\\$\\d+)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..", "org.countersign.protocol.v1..")
        .check(classes);
  }

  @Test
  void nothingTouchesSocketsFilesOrThreads() {
    noClasses()
        .that()
        .resideInAPackage(RECORDS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.io..", "java.nio.file..", "java.util.concurrent..")
        .check(classes);
  }
}
