package com.example.spool;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

/** One end of a link: a directory that two ends share. Belongs to the owner of its endpoint. */
final class SpoolLink implements Link {
  private static final String LISTENER = "listener";
  private static final String CONNECTOR = "connector";
  private static final String TO = "to-";
  private static final String CLOSED = ".closed";

  private final Path directory;
  private final String peerId;
  private final String ownSide;
  private final String peerSide;
  private final Outbox out;
  private final Inbox in;
  private volatile State state = State.UP;
  private volatile PeerInfo peer;
  private volatile String lostBecause = "";

  /**
   * Opens an end.
   *
   * @param listener whether this is the end that listens
   */
  SpoolLink(Path directory, String peerId, String peerName, boolean listener, long capacity) {
    this.directory = directory;
    this.peerId = peerId;
    this.ownSide = listener ? LISTENER : CONNECTOR;
    this.peerSide = listener ? CONNECTOR : LISTENER;
    this.out = new Outbox(directory.resolve(TO + peerSide), capacity, () -> state == State.UP);
    this.in = new Inbox(directory.resolve(TO + ownSide));
    this.peer = peerIs(peerName, PeerState.ALIVE);
  }

  /** Makes the directories of a link, so that it is there whole or not at all. */
  static void make(Path directory) {
    Path temporary = directory.resolveSibling(directory.getFileName() + ".new");
    SpoolFiles.makeDirectories(temporary.resolve(TO + LISTENER));
    SpoolFiles.makeDirectories(temporary.resolve(TO + CONNECTOR));
    SpoolFiles.rename(temporary, directory);
  }

  private static PeerInfo peerIs(String name, PeerState state) {
    return new PeerInfo(name, OptionalLong.empty(), OptionalLong.empty(), state, Instant.now());
  }

  String peerId() {
    return peerId;
  }

  // --- coming to an end ---

  /**
   * Notices that the other end has closed or died.
   *
   * @param peerLives whether the other end's file was locked before this call
   * @return whether the state has changed
   */
  boolean update(boolean peerLives) {
    if (state != State.UP) {
      return false;
    }
    if (in.isBroken()) {
      end(State.LOST, "it wrote what is no record");
    } else if (Files.exists(mark(peerSide))) {
      boolean tookAll = out.unread() == 0;
      end(tookAll ? State.CLOSED : State.LOST, tookAll ? "" : "it closed with records unread");
    } else if (!peerLives) {
      end(State.LOST, "its process died");
    }
    return state != State.UP;
  }

  private void end(State how, String why) {
    lostBecause = why;
    peer = peerIs(peer.name(), PeerState.DEAD);
    state = how;
  }

  /** Tells the other end that this one closes in order. */
  void markClosed() {
    SpoolFiles.touch(mark(ownSide));
  }

  /** Removes the link's directory, once one of both ends is gone and this one is done with it. */
  void remove() {
    SpoolFiles.delete(directory);
  }

  private Path mark(String side) {
    return directory.resolve(side + CLOSED);
  }

  // --- Link ---

  @Override
  public State state() {
    return state;
  }

  @Override
  public PeerInfo peer() {
    return peer;
  }

  @Override
  public String lostBecause() {
    return lostBecause;
  }

  @Override
  public int poll(RecordHandler handler, int limit) {
    return in.poll(handler, limit);
  }

  @Override
  public boolean hasUnread() {
    return in.hasUnread();
  }

  @Override
  public long inDoubt() {
    return out.unread();
  }

  // --- RecordSink ---

  @Override
  public long maxRecord() {
    return out.maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    return out.offer(flags, source, offset, length);
  }

  @Override
  public boolean hasRoom(long length) {
    return out.hasRoom(length);
  }

  @Override
  public long claim(long length) {
    return out.claim(length);
  }

  @Override
  public MemorySegment claimMemory() {
    return out.claimMemory();
  }

  @Override
  public void commit(int flags) {
    out.commit(flags);
  }

  @Override
  public void abort() {
    out.abort();
  }
}
