/**
 * From an application to a good card: profile, plan, card. Pure domain; devices, signatures, keys
 * and the record of what happened come in through ports.
 *
 * <ul>
 *   <li>{@code profile}: a card product as data, read strictly from JSON
 *   <li>{@code plan}: a profile compiled for one application, all checks done, no card touched
 *   <li>{@code issue}: a plan carried out on one card
 *   <li>{@code signing}: the ports of signature and of its verification
 *   <li>{@code scp03}, {@code access}: secure channels towards issuer and holder side of a chip
 *   <li>{@code keys}: where personalisation keys come from
 * </ul>
 */
@NullMarked
package org.countersign.personalization;

import org.jspecify.annotations.NullMarked;
