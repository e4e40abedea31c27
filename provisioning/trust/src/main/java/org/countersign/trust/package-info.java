/**
 * Keys, certificates and signatures of the house: who may sign a card, how it is signed, how anyone
 * can tell. The only user of Bouncy Castle; what callers see are JDK types and byte arrays.
 */
@NullMarked
package org.countersign.trust;

import org.jspecify.annotations.NullMarked;
