package io.ipc4j.tool.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recommended about one transport.
 *
 * @param transport the transport
 * @param waiting how to wait, as in the configuration; empty if it doesn't fit
 * @param fits whether it does what the user needs
 * @param reasons why it stands where it stands, or why not
 * @param expected what to expect of it; null if nothing was measured
 * @param configuration lines to paste; empty if it doesn't fit
 */
record Advice(
    String transport,
    String waiting,
    boolean fits,
    List<String> reasons,
    @Nullable Estimate expected,
    List<String> configuration) {}
