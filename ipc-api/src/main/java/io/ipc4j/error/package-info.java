/**
 * Errors as part of the product: every failure is an {@link io.ipc4j.error.IpcException} with a
 * documented id, and its text says what failed, where the value came from, what is wrong, what is
 * allowed and what to do.
 *
 * <p>Flow control is never an exception; it is a return value of the operation. {@link
 * io.ipc4j.error.ErrorIds} is the catalogue of ids, {@link io.ipc4j.error.ErrorText} composes the
 * sentences.
 */
@NullMarked
package io.ipc4j.error;

import org.jspecify.annotations.NullMarked;
