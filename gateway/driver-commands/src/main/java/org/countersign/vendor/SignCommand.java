package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.BundleArchive;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.FileListing;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.SignerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign driver sign}: the vendor answers for the files of a bundle. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a bundle: writes files.sha256 and its signature files.sha256.p7s into it.",
      "A bundle that no station would take for another reason is not signed."
    })
final class SignCommand implements Callable<Integer> {

  /** id-kp-codeSigning, RFC 5280, 4.2.1.12. */
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private final Terminal terminal;

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path bundle = Path.of("");

  @Option(
      names = "--signer",
      required = true,
      paramLabel = "P12",
      description = "PKCS#12 file with your key; its certificate is for code signing.")
  private Path signer = Path.of("");

  @Option(
      names = "--password-file",
      required = true,
      paramLabel = "FILE",
      description = "Its password in the first line; mode 0600.")
  private Path passwordFile = Path.of("");

  @Option(names = "--alias", description = "Which key, if the file has several.")
  private Optional<String> alias = Optional.empty();

  SignCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    try {
      if (Files.isDirectory(bundle)) {
        sign(bundle);
      } else {
        signArchive();
      }
      return ExitCode.OK;
    } catch (BundleRefused e) {
      throw Failures.refused(bundle.toString(), e);
    } catch (SignerException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw Failures.unusable("signing " + bundle, e);
    }
  }

  private void signArchive() throws BundleRefused, IOException, SignerException, CommandFailure {
    Path parent = bundle.toAbsolutePath().resolve("..").normalize();
    try (BundleFolder copy = BundleFolder.copy(bundle, parent)) {
      sign(copy.folder());
      Path signed = copy.beside("signed.zip");
      BundleArchive.pack(copy.folder(), signed);
      Files.move(signed, bundle, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void sign(Path folder)
      throws BundleRefused, IOException, SignerException, CommandFailure {
    Bundle read = BundleFolder.unsigned(folder);
    Clock clock = Clock.systemUTC();
    try (Pkcs12Signer key = Pkcs12Signer.open(signer, passwordFile, alias.orElse(null), clock)) {
      requireCodeSigning(key.certificate());
      FileListing listing = FileListing.of(folder);
      byte[] signature = new DetachedSignature(key, clock).sign(listing.bytes());
      Files.write(folder.resolve(FileListing.FILE), listing.bytes());
      Files.write(folder.resolve(FileListing.SIGNATURE), signature);
      terminal.line(
          "%s %s, %d files, signed by %s"
              .formatted(
                  read.manifest().id(),
                  read.manifest().version(),
                  listing.digests().size(),
                  key.certificate().getSubjectX500Principal().getName()));
    }
  }

  private void requireCodeSigning(X509Certificate certificate) throws CommandFailure {
    List<String> purposes;
    try {
      purposes = Optional.ofNullable(certificate.getExtendedKeyUsage()).orElse(List.of());
    } catch (CertificateParsingException e) {
      throw new CommandFailure(ExitCode.FAILED, signer + ": certificate cannot be read", e);
    }
    if (!purposes.contains(CODE_SIGNING)) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the certificate in "
              + signer
              + " is not for code signing (extended key usage codeSigning), so no station would"
              + " take its signature; have one issued that is");
    }
  }
}
