/** The wire to a signing service: HTTPS with certificates on both sides, small JSON. */
@NullMarked
package org.countersign.trust.remote;

import org.jspecify.annotations.NullMarked;
