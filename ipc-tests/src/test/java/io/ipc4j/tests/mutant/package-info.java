/** Transports that each break one rule, by which the conformance kit itself is tested. */
@NullMarked
package io.ipc4j.tests.mutant;

import org.jspecify.annotations.NullMarked;
