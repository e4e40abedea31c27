/** The desk at which persons account for the stock: persons, devices and ledger together. */
@NullMarked
package org.countersign.station.desk;

import org.jspecify.annotations.NullMarked;
