package org.countersign.centre.command;

import java.util.concurrent.Callable;
import org.countersign.centre.config.CentreConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether a configuration can be used; starts nothing. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check a configuration without starting anything.")
final class CheckCommand implements Callable<Integer> {

  @Mixin private FolderOption folder = new FolderOption();

  @Override
  public Integer call() throws Refused {
    CentreConfig config = folder.read();
    System.out.printf("The configuration of centre %s can be used.%n", config.id());
    return 0;
  }
}
