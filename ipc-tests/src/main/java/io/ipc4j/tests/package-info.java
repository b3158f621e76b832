/**
 * The conformance kit: what every transport owes, as tests. A provider's own test extends {@link
 * io.ipc4j.tests.TransportConformance}; docs/transport-contract.md lists the rules.
 */
@NullMarked
package io.ipc4j.tests;

import org.jspecify.annotations.NullMarked;
