/**
 * The in-process transport {@code inproc}: channels and regions between the threads of one virtual
 * machine, for unit tests of applications and as the reference of the conformance kit.
 *
 * <p>Nothing leaves the process: sessions meet when they name the same namespace. A message is
 * copied once into a bounded ring in native memory and handled in place there.
 */
@NullMarked
package io.ipc4j.inproc;

import org.jspecify.annotations.NullMarked;
