/**
 * A driver in a process of its own, behind the same interface. The gateway starts one child for
 * each open device; both speak length-framed protobuf over the child's pipes. Whatever the child
 * does, the worst that reaches the gateway is a {@link org.countersign.driver.DeviceException}.
 */
@NullMarked
package org.countersign.host.process;

import org.jspecify.annotations.NullMarked;
