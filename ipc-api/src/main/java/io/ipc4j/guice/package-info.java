/** Injection of sessions, channels and regions by Guice; the only package that refers to Guice. */
@NullMarked
package io.ipc4j.guice;

import org.jspecify.annotations.NullMarked;
