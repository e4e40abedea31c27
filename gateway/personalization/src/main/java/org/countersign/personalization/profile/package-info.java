/**
 * A card product as data: what a profile says, how it is read, and the profiles that are shipped.
 */
@NullMarked
package org.countersign.personalization.profile;

import org.jspecify.annotations.NullMarked;
