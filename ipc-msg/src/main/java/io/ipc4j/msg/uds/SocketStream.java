package io.ipc4j.msg.uds;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;

/** A connected Unix domain socket in non-blocking mode. */
final class SocketStream implements ByteStream {
  private final SocketChannel channel;
  private final Source source;
  private final Credentials peer;
  private final Allowed allowed;

  SocketStream(SocketChannel channel, Credentials peer, Allowed allowed) {
    this.channel = channel;
    this.source = new Source.OfChannel(channel);
    this.peer = peer;
    this.allowed = allowed;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return channel.write(sources);
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public OptionalLong uid() {
    return peer.uid();
  }

  @Override
  public OptionalLong gid() {
    return peer.gid();
  }

  @Override
  public OptionalLong pid() {
    return peer.pid();
  }

  @Override
  public void requireAllowed() {
    allowed.require(peer);
  }

  @Override
  public void close() {
    Sockets.closeQuietly(channel);
  }
}
