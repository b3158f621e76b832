/** Message passing over what the kernel offers. */
@NullMarked
package io.ipc4j.msg;

import org.jspecify.annotations.NullMarked;
