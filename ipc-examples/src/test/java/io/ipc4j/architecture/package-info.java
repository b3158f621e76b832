/** Tests of the arrows between the modules; they live where all modules are on the class path. */
@NullMarked
package io.ipc4j.architecture;

import org.jspecify.annotations.NullMarked;
