/** Tests of the Guice bindings, where a transport is installed for them to open channels with. */
@NullMarked
package io.ipc4j.guice;

import org.jspecify.annotations.NullMarked;
