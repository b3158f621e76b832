@NullMarked
package io.ipc4j.tests;

import org.jspecify.annotations.NullMarked;
