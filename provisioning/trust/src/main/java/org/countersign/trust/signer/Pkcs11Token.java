package org.countersign.trust.signer;

import java.nio.file.Path;

/**
 * Where a PKCS#11 key is.
 *
 * @param library the vendor's shared library
 * @param label the token's label, as {@code pkcs11-tool --list-slots} shows it
 * @param pinFile first line is the user PIN; readable by its owner alone
 * @param keyLabel label of the key; a certificate of the same label or id stands beside it in the
 *     token, any self-signed one will do (the JDK finds keys by their certificates)
 */
public record Pkcs11Token(Path library, String label, Path pinFile, String keyLabel) {}
