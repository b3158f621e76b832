/**
 * What a transport implements, and the templates it builds on. Applications don't need this
 * package.
 */
@NullMarked
package io.ipc4j.spi;

import org.jspecify.annotations.NullMarked;
