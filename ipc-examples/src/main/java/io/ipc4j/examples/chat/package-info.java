/**
 * Chat: one server, many clients, over any transport.
 *
 * <pre>
 *   client                                            server
 *     Request  ──── channel "chat", request/reply ───▶  Rules: who is where, who may say what
 *     Reply    ◀───────────────────────────────────
 *     Line     ◀─── channel "chat-ROOM", publish ─────  Room: its members and its history
 * </pre>
 *
 * <p>The server alone decides; a client shows what the server has published. Lines are numbered, so
 * that a client which joins late, loses its connection or reads too slowly asks for what it lacks.
 */
@NullMarked
package io.ipc4j.examples.chat;

import org.jspecify.annotations.NullMarked;
