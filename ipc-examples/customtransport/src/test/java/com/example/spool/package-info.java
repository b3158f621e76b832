/** Tests of the spool transport. */
@NullMarked
package com.example.spool;

import org.jspecify.annotations.NullMarked;
