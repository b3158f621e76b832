/**
 * The rules of the conformance kit, one interface per topic, and the tools that they use. A
 * provider's test needs only {@link io.ipc4j.tests.TransportConformance}.
 */
@NullMarked
package io.ipc4j.tests.kit;

import org.jspecify.annotations.NullMarked;
