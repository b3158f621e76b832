/** The program of the kit's peer processes. */
@NullMarked
package io.ipc4j.tests.peer;

import org.jspecify.annotations.NullMarked;
