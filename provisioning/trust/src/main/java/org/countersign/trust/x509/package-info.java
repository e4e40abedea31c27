/** Certificates as files and as JDK objects, SM2 ones included. */
@NullMarked
package org.countersign.trust.x509;

import org.jspecify.annotations.NullMarked;
