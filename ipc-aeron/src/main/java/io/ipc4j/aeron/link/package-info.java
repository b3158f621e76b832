/**
 * Links over Aeron's streams.
 *
 * <pre>
 *   connector                                              listener
 *      ── HELLO (card) ──────────── meeting stream ──────────▶      repeated until somebody answers
 *      ◀───────────── control ───── WELCOME (card, session) ──
 *      ── JOIN (session) ────────── control ─────────────────▶      the link is up
 *      ══ records ═════════════════ data ════════════════════▶      acknowledged by ACK on control
 *      ◀════════════ data ════════════════════════ records ═══      where both sides write
 *      ── BYE ───────────────────── control ─────────────────▶      and the like from the other side
 * </pre>
 *
 * <p>The meeting stream's number is derived from namespace and channel, and the card says both, so
 * that channels whose numbers collide don't meet. Each end has a control stream of its own, by
 * which its peers tell it what they have consumed, and one for the records of its peers. A
 * publisher has one stream that all its subscribers read.
 */
@NullMarked
package io.ipc4j.aeron.link;

import org.jspecify.annotations.NullMarked;
