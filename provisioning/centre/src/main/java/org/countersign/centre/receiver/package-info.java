/** Tells alerts to systems outside: a webhook, a Prometheus Alertmanager. */
@NullMarked
package org.countersign.centre.receiver;

import org.jspecify.annotations.NullMarked;
