/**
 * GlobalPlatform Secure Channel Protocol 03 (GPC Amendment D, version 1.2), host side: S8 and S16
 * mode, AES-128, -192 and -256, all security levels.
 *
 * <p>The order of use is {@link org.countersign.personalization.scp03.Scp03#initialize}, {@link
 * org.countersign.personalization.scp03.Handshake#verify}, {@link
 * org.countersign.personalization.scp03.VerifiedCard#authenticate}. Only the last step can spend a
 * try of the card.
 */
@NullMarked
package org.countersign.personalization.scp03;

import org.jspecify.annotations.NullMarked;
