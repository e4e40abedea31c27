/** Network card printers with an encoder, driven by JSON-RPC 2.0 over TCP. */
@NullMarked
package org.countersign.encoderprinter;

import org.jspecify.annotations.NullMarked;
